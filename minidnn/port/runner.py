"""Runs a program or notebook as it stands, while `torch` and `torchvision` mean minidnn."""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from .hook import redirected
from .program import Program, read, without_magics


def run(path: str | Path, arguments: Sequence[str] = ()) -> dict[str, Any]:
    """Run a program as `python program.py arguments` would; its global names at the end.

    An exception of the program comes through, SystemExit too.
    """
    program = read(path)
    main = ModuleType("__main__")
    main.__file__ = str(path)
    before = sys.argv, list(sys.path), sys.modules.get("__main__")
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, str(Path(path).resolve().parent))
    sys.modules["__main__"] = main
    try:
        with redirected():
            execute(program, main.__dict__)
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = before  # type: ignore[assignment]
    return main.__dict__


def execute(program: Program, names: dict[str, Any]) -> None:
    """Run the cells one after the other; a notebook's last expressions are printed."""
    for cell in program.cells:
        name = str(program.path)
        if program.notebook is None:
            exec(compile(cell.source, name, "exec"), names)
            continue
        tree: Any = ast.parse(without_magics(cell.source))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        label = f"{name}, {cell.label.rstrip(', ')}"
        exec(compile(tree, label, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), label, "eval"), names)
            if value is not None and not cell.source.rstrip().endswith(";"):
                print(repr(value))
