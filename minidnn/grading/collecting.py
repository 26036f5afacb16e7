"""What of a student's file goes to the sandbox: the answer's definitions and what they refer to."""

from __future__ import annotations

import ast
import symtable

from minidnn.grading.cells import Cell
from minidnn.grading.child import ALLOWED_MODULES
from minidnn.grading.source import given_names
from minidnn.grading.spec import Exercise

OURS = ("minidnn", "siouxdnn", "loss_plot", "__future__")


def collect(answer, file, exercise, bound, chosen, targets) -> None:
    """The chosen definitions and what they refer to, in the order of the file."""
    given = given_names(exercise)
    members = {
        n.split(".")[0]: {
            m.split(".")[1] for m in exercise.functions if m.startswith(n.split(".")[0] + ".")
        }
        for n in exercise.functions
        if "." in n
    }
    needed: list[tuple[Cell, ast.stmt]] = []
    waiting = list(chosen)
    while waiting:
        cell, node = waiting.pop()
        if any(node is n for _, n in needed):
            continue
        needed.append((cell, node))
        sent = [node]
        if isinstance(node, ast.ClassDef) and node.name in members:
            sent = _sent_methods(node, members[node.name], exercise)
        text = "".join(cell.segment(n) for n in sent)
        text = text if sent == [node] else "if True:\n" + text
        for name in _free_names(text):
            if name in given or name in targets or name == "np":
                continue
            for other in reversed(bound.get(name, [])):
                waiting.append(other)
                break
    order = {id(n): (i, k) for i, c in enumerate(file.cells) for k, n in enumerate(c.statements)}
    needed.sort(key=lambda item: order[id(item[1])])
    for cell, node in needed:
        problem = _import_problem(node, given)
        if problem:
            answer.state = "broken"
            answer.problem = f"{cell.label}, line {cell.first_line + node.lineno - 1}: {problem}"
            return
        answer.lines.setdefault(cell.label, file_lines(cell))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            continue
        if isinstance(node, ast.ClassDef) and node.name in members:
            _method_chunks(answer, cell, node, members[node.name], exercise)
        else:
            answer.chunks.append(_chunk(cell, node))
    tests = [n for _, n in chosen if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    for inner in (
        n for t in tests for n in ast.walk(t) if isinstance(n, (ast.Import, ast.ImportFrom))
    ):
        problem = _import_problem(inner, given)
        if problem:
            answer.state, answer.problem = "broken", problem


def _free_names(text: str) -> list[str]:
    """Names that the text takes from its surroundings: neither parameters nor local variables."""
    found: set[str] = set()

    def visit(table, top):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (top or symbol.is_global()):
                found.add(symbol.get_name())
        for inner in table.get_children():
            visit(inner, False)

    visit(symtable.symtable(text, "<answer>", "exec"), True)
    return sorted(found)


def file_lines(cell: Cell) -> list[str]:
    return [""] * (cell.first_line - 1) + cell.source.splitlines()


def _chunk(cell: Cell, node: ast.stmt, **more) -> dict:
    first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
    return {
        "text": cell.segment(node),
        "file": cell.label,
        "line": cell.first_line + first - 1,
        **more,
    }


def _sent_methods(node: ast.ClassDef, members: set[str], exercise: Exercise) -> list[ast.stmt]:
    """The methods under test, and helpers of the class that the reference does not have."""
    reference = next(r for r in exercise.reference if r.__name__ == node.name)
    return [
        item
        for item in node.body
        if isinstance(item, ast.FunctionDef)
        and (item.name in members or not hasattr(reference, item.name))
    ]


def _method_chunks(answer, cell, node, members, exercise) -> None:
    texts: list[str] = []
    first = 0
    for item in _sent_methods(node, members, exercise):
        chunk = _chunk(cell, item)
        if not texts:
            first = chunk["line"]
        gap = chunk["line"] - first - "".join(texts).count("\n")
        texts.append("\n" * max(0, gap) + chunk["text"])
    answer.chunks.append(
        {
            "text": "".join(texts),
            "file": cell.label,
            "line": first,
            "into": node.name,
            "indented": True,
        }
    )


def _import_problem(node: ast.stmt, given: set[str]) -> str:
    """Why an import is not accepted; empty when it is."""
    if isinstance(node, ast.ImportFrom):
        modules = [node.module or ""]
        missing = [a.name for a in node.names if a.name not in given]
        if modules[0].split(".")[0] in OURS:
            if modules[0] == "__future__" or not missing:
                return ""
            return (
                f"`{missing[0]}` cannot be taken from {modules[0]} here: "
                "this exercise asks for your own code."
            )
    elif isinstance(node, ast.Import):
        modules = [a.name for a in node.names]
    else:
        return ""
    for module in modules:
        if module.split(".")[0] not in ALLOWED_MODULES:
            return f"`import {module}`: this exercise is solved with NumPy and plain Python alone."
    return ""
