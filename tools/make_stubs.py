"""Writes what is derived from the declarations: type stubs for editors, the table of rare rooms.

    python tools/make_stubs.py [--check]

A function says its return type itself where it is no tensor; without one, a tensor is meant.
"""

import argparse
import importlib
import inspect
import sys
import textwrap
from pathlib import Path

import minidnn
from minidnn import functional

ROOT = Path(minidnn.__file__).parent
# rooms that are imported when one of their names is first asked for
RARE = """
    functional.elementary functional.special functional.picking functional.arranging
    functional.statistics functional.algebra functional.complexes
    tensor.sampling settings
"""
REFLECTED = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"]
BINARY = [*REFLECTED, "lshift", "rshift"]
COMPARED = ["lt", "le", "gt", "ge", "eq", "ne"]
UNARY = ["neg", "abs", "invert"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    check = parser.parse_args().check
    stale = []
    written = {ROOT / "rooms.py": rooms(), ROOT / "tensor" / "operators.pyi": operators()}
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
    lines += ["}", 'METHODS = """']
    lines += wrapped(sorted({m for name, room in rare() for m in own_methods(name, room)}))
    lines += ['""".split()', ""]
    lines.append("ROOM = {name: room for room, names in PUBLIC.items() for name in names.split()}")
    return "\n".join(lines) + "\n"


def own_methods(name, room):
    """{name: function} of the methods that a room declares, not those that it imports."""
    found = functional.methods(vars(room))
    return {k: f for k, f in found.items() if k in room.__all__ or f.__module__ == name}


def wrapped(names):
    """Names as lines of a text."""
    return textwrap.wrap(" ".join(names), 96, initial_indent="    ", subsequent_indent="    ")


def operators() -> str:
    """The text of operators.pyi."""
    lines = [
        '"""Written by tools/make_stubs.py: the methods of Tensor that are functions."""',
        "",
        "from typing import Any",
        "",
        "from .core import Tensor",
        "",
        "class Operators:",
    ]
    known = functional.methods(vars(functional))
    for name, room in rare():
        known |= own_methods(name, room)
    for name, function in sorted(known.items()):
        lines.append(f"    def {name}({parameters(function)}) -> {returned(function)}: ...")
    lines.append("    def where(self, condition: Any, other: Any) -> Tensor: ...")
    both = [*BINARY, *(f"r{name}" for name in REFLECTED)]
    lines += [f"    def __{name}__(self, other: Any) -> Tensor: ..." for name in both]
    for name in COMPARED:
        ignored = "  # type: ignore[override]" if name in ("eq", "ne") else ""
        lines.append(f"    def __{name}__(self, other: Any) -> Tensor: ...{ignored}")
    lines += [f"    def __{name}__(self) -> Tensor: ..." for name in UNARY]
    lines.append("    def __getitem__(self, index: Any) -> Tensor: ...")
    lines.append("    def __hash__(self) -> int: ...")
    return "\n".join(lines) + "\n"


def parameters(function) -> str:
    """The parameters of a method, each of any type, the first as `self`."""
    parts, starred = ["self"], False
    for i, p in enumerate(inspect.signature(function).parameters.values()):
        if i == 0:
            continue
        if p.kind is p.VAR_POSITIONAL:
            parts.append(f"*{p.name}: Any")
            starred = True
        elif p.kind is p.VAR_KEYWORD:
            parts.append(f"**{p.name}: Any")
        else:
            if p.kind is p.KEYWORD_ONLY and not starred:
                parts.append("*")
                starred = True
            parts.append(f"{p.name}: Any" + ("" if p.default is p.empty else " = ..."))
    return ", ".join(parts)


def returned(function) -> str:
    """The return type that a function names, else Tensor."""
    given = inspect.signature(function).return_annotation
    if given is inspect.Signature.empty:
        return "Tensor"
    return given if isinstance(given, str) else getattr(given, "__name__", str(given))


if __name__ == "__main__":
    main()
