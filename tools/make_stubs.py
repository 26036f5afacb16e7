"""Writes what is derived from the declarations: type stubs for editors, the table of rare rooms.

    python tools/make_stubs.py [--check]

The stubs' texts are made in `stubs.py`.
"""

import argparse
import importlib
import sys
import textwrap
from pathlib import Path

import stubs

import minidnn
from minidnn import functional

ROOT = Path(minidnn.__file__).parent
# rooms that are imported when one of their names is first asked for
RARE = """
    functional.elementary functional.special functional.picking functional.arranging
    functional.statistics functional.running functional.counting functional.algebra
    functional.complexes
    functional.decompositions functional.spectra tensor.sampling settings
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    check = parser.parse_args().check
    stale = []
    written = {
        ROOT / "rooms.py": rooms(),
        ROOT / "__init__.pyi": stubs.package(),
        ROOT / "tensor" / "core.pyi": stubs.tensor(),
    }
    for path, text in written.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(f"not current: {', '.join(stale)}; run python tools/make_stubs.py")


def rare():
    """The rare rooms, imported: [(name, room)]."""
    names = [f"minidnn.{room}" for room in RARE.split()]
    return [(name, importlib.import_module(name)) for name in names]


def rooms() -> str:
    """The text of rooms.py."""
    lines = [
        '"""Written by tools/make_stubs.py: the room where each rare name stands, the methods."""',
        "",
        "PUBLIC = {",
    ]
    for name, room in rare():
        lines.append(f'    "{name}": """')
        lines += wrapped(sorted(room.__all__))
        lines.append('    """,')
    lines += ["}", "METHOD = {"]
    for name, room in rare():
        found = sorted(own_methods(name, room))
        if found:
            lines += [f'    "{name}": """', *wrapped(found), '    """,']
    lines += ["}", ""]
    lines.append("ROOM = {name: room for room, names in PUBLIC.items() for name in names.split()}")
    lines.append("METHODS = {n: room for room, names in METHOD.items() for n in names.split()}")
    return "\n".join(lines) + "\n"


def own_methods(name, room):
    """{name: function} of the methods that a room declares, not those that it imports."""
    found = functional.methods(vars(room))
    return {k: f for k, f in found.items() if k in room.__all__ or f.__module__ == name}


def wrapped(names):
    """Names as lines of a text."""
    return textwrap.wrap(" ".join(names), 96, initial_indent="    ", subsequent_indent="    ")


if __name__ == "__main__":
    main()
