"""Reads a program (.py) or a notebook (.ipynb), and writes it again with its imports changed."""

import ast
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..utils.files import atomic_write
from .hook import foreign, is_module, translated

LARGEST = 32 << 20  # bytes; a notebook with many pictures in it is large


@dataclass
class Cell:
    """A piece of source text; its label is "" in a .py file, "cell 3, " in a notebook."""

    source: str
    label: str = ""
    tree: ast.Module | None = None
    problem: str = ""
    raw: dict[str, Any] | None = None  # the notebook's own entry

    def __post_init__(self) -> None:
        try:
            self.tree = ast.parse(without_magics(self.source) if self.label else self.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            said = getattr(error, "msg", None) or str(error) or type(error).__name__
            self.problem = f"{self.label}line {line}: Python 3 cannot read it: {said}"

    def rewritten(self) -> str:
        """The source with other imports; all else, line numbers included, stays as it is."""
        if self.tree is None:
            return self.source
        lines = [line.encode() for line in self.source.split("\n")]
        nodes: list[Any] = [node for node in ast.walk(self.tree) if changed(node)]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset), reverse=True):
            first, last = node.lineno - 1, node.end_lineno - 1
            before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
            text = ast.get_source_segment(b"\n".join(lines).decode(), node) or ""
            new = before + statement(node, text).encode() + after
            lines[first : last + 1] = new.split(b"\n")
        return b"\n".join(lines).decode()


@dataclass
class Program:
    """A file of Python code as a list of cells; a .py file is one cell."""

    path: Path
    cells: list[Cell]
    notebook: dict[str, Any] | None = field(default=None, repr=False)

    def rewritten(self) -> str:
        """The whole file's new text."""
        if self.notebook is None:
            return self.cells[0].rewritten()
        for cell in self.cells:
            new = cell.rewritten()
            if cell.raw is not None and new != cell.source:
                as_list = isinstance(cell.raw["source"], list)
                cell.raw["source"] = new.splitlines(keepends=True) if as_list else new
        return json.dumps(self.notebook, indent=1, ensure_ascii=False) + "\n"

    def write(self, path: Path) -> None:
        """Write the rewritten program, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(self.rewritten())


def read(path: str | Path) -> Program:
    """A program from its file. Raises: ValueError, OSError with a sentence."""
    path = Path(path)
    if path.suffix not in (".py", ".ipynb"):
        raise ValueError(f"port: {path} is neither a .py program nor an .ipynb notebook")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"port: {path} is larger than {LARGEST >> 20} MB")
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"port: {path} is not UTF-8 text: {error}") from error
    if path.suffix == ".py":
        return Program(path, [Cell(text)])
    try:
        notebook = json.loads(text)
        raws = list(notebook["cells"])
        cells = [
            Cell(source_of(raw), f"cell {number}, ", raw=raw)
            for number, raw in enumerate(raws, 1)
            if raw.get("cell_type") == "code"
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"port: {path} is not a notebook of today's format; open it in Jupyter and save it"
        ) from error
    return Program(path, cells, notebook)


def source_of(raw: dict[str, Any]) -> str:
    source = raw["source"]
    return "".join(source) if isinstance(source, list) else str(source)


def changed(node: ast.AST) -> bool:
    """Whether a node is an import of torch or torchvision."""
    if isinstance(node, ast.ImportFrom):
        return node.level == 0 and foreign(node.module or "")
    return isinstance(node, ast.Import) and any(foreign(alias.name) for alias in node.names)


def statement(node: Any, text: str) -> str:
    """One import statement, translated."""
    if isinstance(node, ast.ImportFrom):
        return re.sub(r"^from(\s+)[\w.]+", rf"from\g<1>{translated(node.module or '')}", text)
    parts: list[str] = []
    for alias in node.names:
        for part in imported(alias):
            if part not in parts:
                parts.append(part)
    return "import " + ", ".join(parts)


def imported(alias: ast.alias) -> list[str]:
    """`import torch.nn` binds torch: the package under that name, and the submodule imported."""
    name, ours = alias.name, translated(alias.name)
    if not foreign(name) or alias.asname:
        return [f"{ours} as {alias.asname}" if alias.asname else ours]
    root = name.partition(".")[0]
    whole = f"{translated(root)} as {root}"
    return [whole, ours] if ours != translated(root) and is_module(ours) else [whole]


def without_magics(source: str) -> str:
    """Jupyter's %magic, !command and help? lines become `pass`; line numbers stay."""
    lines = source.split("\n")
    for i, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(("%", "!", "?")) or re.fullmatch(r"[\w.]+\?{1,2}", bare):
            lines[i] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)
