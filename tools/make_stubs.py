"""Writes the type stubs of what Tensor gets from `minidnn.functional`, so that editors know it.

    python tools/make_stubs.py [--check]

A function says its return type itself where it is no tensor; without one, a tensor is meant.
"""

import argparse
import inspect
import sys
from pathlib import Path

import minidnn
from minidnn import functional

ROOT = Path(minidnn.__file__).parent
REFLECTED = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"]
BINARY = [*REFLECTED, "lshift", "rshift"]
COMPARED = ["lt", "le", "gt", "ge", "eq", "ne"]
UNARY = ["neg", "abs", "invert"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    check = parser.parse_args().check
    stale = []
    for path, text in {ROOT / "tensor" / "operators.pyi": operators()}.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(f"not current: {', '.join(stale)}; run python tools/make_stubs.py")


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
    for name, function in sorted(functional.methods(vars(functional)).items()):
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
