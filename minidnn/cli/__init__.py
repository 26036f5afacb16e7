"""The `minidnn` command: train, evaluate, predict, look around; and the course's commands.

Exit codes: 0 done; 1 it could not be done (a sentence on stderr says why); 2 the command was not
understood; 130 stopped by Ctrl-C, after saving.
"""

import importlib
import os
import signal
import sys
import warnings
from collections.abc import Sequence

from .characters import fit
from .parser import Parser, own_parser

COURSE = (
    "minidnn.grading.commands"  # gives add_commands(subparsers) for check, grade, exercises ...
)


# How the library's arguments, which its messages advise, are called on the command line
ADVICE = {
    "download=True": "--download",
    "root=FOLDER": "--data FOLDER",
    "resume=True": "--resume",
    "use a larger batch (drop_last=True), or .eval()": "use another --batch-size",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    fit(sys.stdout, sys.stderr)
    argv = list(sys.argv[1:] if argv is None else argv)
    parser, commands = own_parser()
    if not argv or argv[0] not in commands.choices:
        add_course(commands)
    if not argv:
        parser.print_help()
        return 0
    try:
        options = parser.parse_args(argv)
        options.words = argv
        return run(options)
    except KeyboardInterrupt:
        print("minidnn: stopped", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:  # the reader (head, less) has left
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  Python would flush the closed pipe
        return 1


def run(options) -> int:
    """Call the command's function; foreseen errors become one sentence."""
    try:
        handler = options.run
        if isinstance(handler, str):  # "train:train" is imported when it is needed
            module, _, name = handler.partition(":")
            handler = getattr(importlib.import_module(f".{module}", __package__), name)
        with warnings.catch_warnings():
            warnings.showwarning = note
            return handler(options) or 0
    except (ValueError, RuntimeError, OSError, FloatingPointError, MemoryError) as error:
        if isinstance(error, BrokenPipeError) or os.environ.get("MINIDNN_TRACEBACK"):
            raise
        print(f"minidnn: {sentence(error)}", file=sys.stderr)
        return 1


def note(message, category, filename, lineno, file=None, line=None) -> None:
    """A warning without file and line, above a progress bar where there is one."""
    if category.__name__ == "DecompressionBombWarning":  # photo.read refuses such pictures itself
        return
    text = f"minidnn: note: {message}"
    if "tqdm" in sys.modules:
        sys.modules["tqdm"].tqdm.write(text, file=sys.stderr)
    else:
        print(text, file=sys.stderr)


def sentence(error: BaseException) -> str:
    """What an error says, without its class where it speaks for itself."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.strerror}: {error.filename}"
    if isinstance(error, MemoryError):
        return f"out of memory. {error}; use a smaller --batch-size".replace(". ;", ";")
    text = str(error) or type(error).__name__
    for argument, option in ADVICE.items():
        text = text.replace(argument, option)
    return text


def add_course(commands) -> None:
    """The course's commands, where the grader is there."""
    try:
        importlib.import_module(COURSE).add_commands(commands)
    except ImportError as error:
        if not (error.name or "").startswith("minidnn.grading"):
            raise


__all__ = ["Parser", "main"]
