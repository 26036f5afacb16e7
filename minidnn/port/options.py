"""The arguments of `minidnn port`. Only argparse is imported here."""

import argparse
from typing import Any

DESCRIPTION = """\
Tell which names of PyTorch a program uses and which are missing here, and write
a copy with its imports changed (program.py -> program_minidnn.py; a folder ->
FOLDER_minidnn). With --run the program is run as it stands while `import torch`
gives minidnn. The exit code is 0 if nothing is missing, else 1."""


def add_port_options(p: Any) -> None:
    """The arguments of the command, on a parser."""
    p.description = DESCRIPTION
    p.formatter_class = argparse.RawDescriptionHelpFormatter
    p.add_argument("--check", action="store_true", help="only report; write nothing")
    p.add_argument(
        "--run",
        dest="run_it",
        nargs=argparse.REMAINDER,
        metavar="...",
        help="run PROGRAM; what follows are its own arguments",
    )
    p.add_argument("--brief", action="store_true", help="name only what is missing")
    p.add_argument("--out", "-o", metavar="PATH", help="where the rewritten program goes")
    p.add_argument("--json", action="store_true", help="one machine-readable line per program")
    p.add_argument("program", nargs="?", metavar="PROGRAM", help="a .py, an .ipynb, or a folder")
