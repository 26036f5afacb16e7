"""Reads a notebook or a percent script as a list of cells, whatever state the file is in."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILE = 8 << 20
_HEADER = re.compile(r"^# ?%%(.*)$")
_START = re.compile(r"^(def |class |async def |@)")


@dataclass
class Cell:
    """Source text, where it begins, and the statements in it that Python understands."""

    source: str
    first_line: int
    label: str  # "part3_backpropagation.py" or "part3_backpropagation.ipynb, cell 4"
    tags: tuple[str, ...] = ()
    code: bool = True
    statements: list[ast.stmt] = field(default_factory=list)
    broken: list[tuple[str, int, str]] = field(default_factory=list)  # (text, line, message)

    def segment(self, node: ast.stmt) -> str:
        """The node's own lines, decorators included."""
        start = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
        lines = self.source.splitlines(keepends=True)
        return "".join(lines[start - 1 : node.end_lineno])


@dataclass
class StudentFile:
    """One file a student works in, read once."""

    path: Path
    cells: list[Cell]
    sha256: str
    problem: str = ""


def read(path: Path) -> StudentFile:
    """Never raises for what is in the file: a file that cannot be read says so in `problem`."""
    if path.is_symlink() or not path.is_file():
        return StudentFile(path, [], "", f"{path.name} is not a plain file")
    if path.stat().st_size > MAX_FILE:
        return StudentFile(
            path,
            [],
            "",
            f"{path.name} is larger than {MAX_FILE >> 20} MB: clear its outputs and save",
        )
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return StudentFile(path, [], digest, f"{path.name} is not UTF-8 text")
    try:
        cells = _notebook(text, path.name) if path.suffix == ".ipynb" else _script(text, path.name)
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
        return StudentFile(
            path,
            [],
            digest,
            f"{path.name} is not a notebook that can be read: save it again in Jupyter",
        )
    for cell in cells:
        if cell.code:
            parse(cell)
    return StudentFile(path, cells, digest)


def _notebook(text: str, name: str) -> list[Cell]:
    cells = []
    for i, raw in enumerate(json.loads(text)["cells"]):
        source = raw.get("source", "")
        source = "".join(source) if isinstance(source, list) else source
        tags = raw.get("metadata", {}).get("tags", [])
        cells.append(
            Cell(
                str(source),
                1,
                f"{name}, cell {i + 1}",
                tuple(map(str, tags)),
                raw.get("cell_type") == "code",
            )
        )
    return cells


def _script(text: str, name: str) -> list[Cell]:
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if _HEADER.match(line)]
    cells = []
    if not starts or starts[0] > 0:
        starts = [-1, *starts]
    for start, end in zip(starts, [*starts[1:], len(lines)]):
        header = lines[start].partition("%%")[2] if start >= 0 else ""
        tags = re.search(r"tags=\[(.*?)\]", header)
        names = tuple(re.findall(r"[\"']([^\"']+)[\"']", tags.group(1))) if tags else ()
        markdown = bool(re.search(r"\[(markdown|md|raw)\]", header))
        cells.append(
            Cell("\n".join(lines[start + 1 : end]) + "\n", start + 2, name, names, not markdown)
        )
    return cells


def parse(cell: Cell) -> None:
    """Parse the cell; if that fails, without magics; if that fails, function by function."""
    for text in (cell.source, _without_magics(cell.source)):
        try:
            cell.statements = ast.parse(text).body
            cell.source = text
            return
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = error
    cell.source = _without_magics(cell.source)
    lines = cell.source.splitlines(keepends=True)
    cuts = [
        i
        for i, line in enumerate(lines)
        if _START.match(line) and not (i and lines[i - 1].startswith("@"))
    ]
    cuts = sorted({0, *cuts, len(lines)})
    for start, end in zip(cuts, cuts[1:]):
        piece = "".join(lines[start:end])
        try:
            body = ast.parse(piece).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = error
            line = getattr(error, "lineno", None) or 1
            message = getattr(error, "msg", None) or "it cannot be read as Python"
            cell.broken.append((piece, cell.first_line + start + line - 1, str(message)))
            continue
        for node in body:
            ast.increment_lineno(node, start)
        cell.statements += body
    if not cell.broken:
        line = getattr(problem, "lineno", None) or 1
        cell.broken.append(
            (cell.source, cell.first_line + line - 1, str(getattr(problem, "msg", problem)))
        )


def _without_magics(source: str) -> str:
    """Jupyter's %magic, !command and help? lines become `pass`; line numbers stay."""
    lines = source.split("\n")
    if lines and lines[0].startswith("%%"):
        lines[0] = "pass"
    for i, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(("%", "!")) or (
            bare.endswith("?") and "#" not in bare and " " not in bare
        ):
            lines[i] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)
