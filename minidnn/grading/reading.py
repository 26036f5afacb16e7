"""Finds a student's answer to an exercise: which file, which definitions, what is still blank."""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minidnn.grading.cells import Cell, StudentFile, read
from minidnn.grading.collecting import collect, file_lines
from minidnn.grading.personal import student_of
from minidnn.grading.spec import Exercise

BEGIN, END = "#### BEGIN IMPLEMENTATION ####", "#### END IMPLEMENTATION ####"


@dataclass
class Answer:
    """What the student wrote for one exercise."""

    state: str  # "filled", "blank", "partly", "missing", "broken"
    chunks: list[dict] = field(default_factory=list)
    problem: str = ""
    file: str = ""
    sha256: str = ""
    notes: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)  # label -> text, to quote a line

    def quote(self, label: str, line: int) -> str:
        text = self.lines.get(label, [])
        return text[line - 1].strip() if 0 < line <= len(text) else ""


class Submission:
    """A folder with a student's files; each file is read once."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.files: dict[Path, StudentFile] = {}
        self.paths = _work_files(self.folder)
        self.student = student_of(self.folder)

    def file(self, path: Path) -> StudentFile:
        if path not in self.files:
            self.files[path] = read(path)
        return self.files[path]

    def answer(self, exercise: Exercise) -> Answer:
        """The student's answer from the script or the notebook: the one that is filled in."""
        pattern = re.compile(rf"part0?{exercise.part}(?!\d)")
        paths = [p for p in self.paths if pattern.match(p.name)]
        if not paths:
            return Answer(
                "missing", problem=f"There is no file part{exercise.part}_….py or .ipynb here."
            )
        found = [(p, self._from(self.file(p), exercise)) for p in paths]
        worked = [(p, a) for p, a in found if a.state in ("filled", "partly", "broken")]
        if not worked:
            best = min(found, key=lambda f: f[1].state != "blank")
            return best[1]
        filled = [(p, a) for p, a in worked if a.state == "filled"] or worked
        if len(filled) == 1 or all(_same(a, filled[0][1]) for _, a in filled):
            return filled[0][1]
        return _newer(filled)

    def _from(self, file: StudentFile, exercise: Exercise) -> Answer:
        if file.problem:
            return Answer("broken", problem=file.problem, file=file.path.name, sha256=file.sha256)
        read_ = _cell_answer if exercise.cell else _function_answer
        try:
            answer = read_(file, exercise)
        except (RecursionError, MemoryError, SyntaxError, ValueError) as error:
            answer = Answer("broken", problem=f"{file.path.name} cannot be read: {error}")
        answer.file, answer.sha256 = file.path.name, file.sha256
        return answer


def _work_files(folder: Path) -> list[Path]:
    """part*.py and part*.ipynb here, or up to two folders down; links and hidden folders are not
    followed."""
    for depth in range(3):
        found = []
        for root, folders, names in os.walk(folder):
            level = len(Path(root).relative_to(folder).parts)
            folders[:] = sorted(f for f in folders if f[0] not in "._" and level < depth)
            if level == depth:
                found += [
                    Path(root, n) for n in sorted(names) if re.match(r"part\d.*\.(py|ipynb)$", n)
                ]
        if found:
            return [p for p in found if not p.is_symlink()]
    return []


def _same(a: Answer, b: Answer) -> bool:
    def tree(answer):
        parts = []
        for c in answer.chunks:
            try:
                parts.append(
                    ast.dump(
                        ast.parse("if True:\n" + c["text"] if c.get("indented") else c["text"])
                    )
                )
            except SyntaxError:
                parts.append(c["text"])
        return parts

    return a.state == b.state and tree(a) == tree(b)


def _newer(filled) -> Answer:
    times = sorted(((p.stat().st_mtime, p, a) for p, a in filled), key=lambda t: t[0])
    (before, old, _), (after, new, answer) = times[-2], times[-1]
    if after - before > 2:
        answer.notes.append(
            f"{new.name} and {old.name} differ: {new.name} is newer and was graded."
        )
        return answer
    return Answer(
        "broken",
        problem=(
            f"{old.name} and {new.name} hold different answers, and neither is newer: keep "
            "one of them."
        ),
    )


# --- functions


def _function_answer(file: StudentFile, exercise: Exercise) -> Answer:
    wanted = {name.split(".")[0]: name for name in exercise.functions}
    bound = definitions(file)
    answer = Answer("filled")
    chosen: list[tuple[Cell, ast.stmt]] = []
    states = []
    part: Any
    for name in exercise.functions:
        owner, _, method = name.partition(".")
        options = [o for o in bound.get(owner, []) if _holds(o[1], method)]
        if not options:
            return _not_found(file, name)
        part = lambda node, m=method: _member(node, m) if m else node
        ready = [o for o in options if not blanks_in(part(o[1]))] or options
        cell, node = ready[-1]
        left = blanks_in(part(node))
        states.append(
            "filled" if not left else ("blank" if _untouched(cell, part(node)) else "partly")
        )
        if left and states[-1] == "partly":
            lines = ", ".join(str(cell.first_line + n - 1) for n in left)
            answer.problem = f"There is still a `...` in {name} ({cell.label}, line {lines})."
        if (cell, node) not in chosen:
            chosen.append((cell, node))
    if set(states) == {"blank"}:
        return Answer("blank")
    answer.state = "filled" if set(states) == {"filled"} else "partly"
    if answer.state == "partly" and not answer.problem:
        names = [n for n, s in zip(exercise.functions, states) if s == "blank"]
        answer.problem = f"Not yet written: {', '.join(names)}."
    if answer.state == "filled":
        collect(answer, file, exercise, bound, chosen, set(wanted))
    return answer


def definitions(file: StudentFile) -> dict[str, list[tuple[Cell, ast.stmt]]]:
    """Name -> everything at top level that binds it, in order."""
    found: dict[str, list[tuple[Cell, ast.stmt]]] = {}
    for cell in file.cells:
        for node in cell.statements:
            for name in _binds(node):
                found.setdefault(name, []).append((cell, node))
    return found


def _binds(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(a.asname or a.name).split(".")[0] for a in node.names]
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return []


def _member(node: ast.stmt, method: str) -> ast.stmt | None:
    for item in getattr(node, "body", []):
        if isinstance(item, ast.FunctionDef) and item.name == method:
            return item
    return None


def _holds(node: ast.stmt, method: str) -> bool:
    if method:
        return isinstance(node, ast.ClassDef) and _member(node, method) is not None
    if isinstance(node, ast.Assign):
        return isinstance(node.value, (ast.Lambda, ast.Name, ast.Attribute, ast.Call))
    return isinstance(node, (ast.FunctionDef, ast.ClassDef))


def blanks_in(node: ast.AST | None) -> list[int]:
    """Lines that still hold `...` (an index like x[..., 0] is no blank)."""
    lines: list[int] = []

    def visit(n, in_index=False):
        if isinstance(n, ast.Constant) and n.value is Ellipsis and not in_index:
            lines.append(n.lineno)
        for field_name, value in ast.iter_fields(n):
            for sub in value if isinstance(value, list) else [value]:
                if isinstance(sub, ast.AST):
                    index = isinstance(n, ast.Subscript) and field_name == "slice"
                    visit(sub, index or (in_index and not isinstance(sub, ast.stmt)))

    if node is not None:
        visit(node)
    return sorted(set(lines))


def _untouched(cell: Cell, node: ast.AST) -> bool:
    """No statement of the student's own between the markers: whatever stands there holds `...`."""
    inside, within = set(), False
    for number, line in enumerate(cell.source.splitlines(), 1):
        if END in line:
            within = False
        if within:
            inside.add(number)
        within = within or BEGIN in line
    leaves = [n for n in ast.walk(node) if isinstance(n, ast.stmt) and not hasattr(n, "body")]
    return all(blanks_in(n) for n in leaves if n.lineno in inside)


def _not_found(file: StudentFile, name: str) -> Answer:
    short = name.split(".")[-1]
    head = re.compile(rf"^\s*(def|class)\s+{re.escape(short)}\b", re.M)
    for cell in file.cells:
        for text, line, message in cell.broken:
            if head.search(text):
                quoted = cell.source.splitlines()
                at = line - cell.first_line
                code = quoted[at].strip() if 0 <= at < len(quoted) else ""
                problem = f"SyntaxError in {cell.label}, line {line}: {message}\n    {code}"
                return Answer("broken", problem=problem)
        if not cell.code and head.search(cell.source):
            return Answer(
                "broken",
                problem=f"{cell.label}: the cell with {name} is text, not code: change its type.",
            )
    return Answer("missing", problem=f"There is no function {name} in {file.path.name}.")


# --- cells


def _cell_answer(file: StudentFile, exercise: Exercise) -> Answer:
    tag = f"exercise-{exercise.number}"
    cells = [c for c in file.cells if c.code and tag in c.tags]
    if not cells:  # the tag was lost: the cell with the markers outside any function
        cells = [c for c in file.cells if c.code and BEGIN in c.source and not _in_function(c)]
    if not cells:
        return Answer("missing", problem=f"There is no cell tagged {tag} in {file.path.name}.")
    if all(c.broken for c in cells):
        cell = cells[-1]
        _, line, message = cell.broken[0]
        return Answer("broken", problem=f"SyntaxError in {cell.label}, line {line}: {message}")
    cells = [c for c in cells if not c.broken]
    ready = [c for c in cells if not any(blanks_in(n) for n in c.statements)] or cells
    cell = ready[-1]
    left = [line for n in cell.statements for line in blanks_in(n)]
    if left:
        if _untouched(cell, ast.Module(cell.statements, [])):
            return Answer("blank")
        lines = ", ".join(str(cell.first_line + n - 1) for n in left)
        return Answer("partly", problem=f"There is still a `...` in {cell.label}, line {lines}.")
    answer = Answer(
        "filled", [{"text": cell.source, "file": cell.label, "line": cell.first_line, "cell": True}]
    )
    answer.lines[cell.label] = file_lines(cell)
    return answer


def _in_function(cell: Cell) -> bool:
    at = cell.source[: cell.source.index(BEGIN)].count("\n") + 1
    return any(
        isinstance(n, (ast.FunctionDef, ast.ClassDef))
        and n.lineno <= at <= (n.end_lineno or n.lineno)
        for n in cell.statements
    )
