"""The sources that the reference shows: of a function or class, and of the op that it ends in."""

import ast
import inspect
import textwrap
from pathlib import Path
from typing import Any

import names

import minidnn
from minidnn import ops

PACKAGE = Path(minidnn.__file__).parent
LIFTED = ("minidnn.functional", "minidnn.nn.functional")  # rooms in which ops become functions
HUMBLE = {  # ops that say little about a function that is composed of them
    "add", "cast", "clamp", "copy", "div", "expand", "getitem", "mean", "mul", "neg", "reshape",
    "sqrt", "stack", "sub", "sum", "transpose", "where",
}  # fmt: skip


def of(value: Any) -> list[str]:
    """The source of an op, forward and rule, or of the function or class itself; folded."""
    if inspect.isclass(value) and issubclass(value, BaseException | tuple):
        return []
    direct, found = ops_of(value)
    shown = [] if direct else [folded("Source", value)]
    shown += [folded("The op: forward and rule", op) for op in found]
    return [text for text in shown if text]


def folded(title: str, value: Any) -> str:
    """A source text that opens at a click; a short op is open."""
    try:
        lines = inspect.getsource(value).rstrip()
        file = Path(inspect.getsourcefile(value) or "").resolve()
    except (OSError, TypeError):
        return ""
    if not file.is_relative_to(PACKAGE.resolve()) or lines.count("\n") > 160:
        return ""
    where = f"minidnn/{file.relative_to(PACKAGE.resolve()).as_posix()}"
    code = textwrap.dedent(lines)
    tick = "````" if "```" in code else "```"
    option = ":open:\n" if lines.count("\n") < 16 and title.startswith("The op") else ""
    return f"::::{{dropdown}} {title} – {where}\n{option}\n{tick}python\n{code}\n{tick}\n::::"


def ops_of(value: Any, depth: int = 3) -> tuple[bool, list]:
    """(whether it names them itself, the ops that a lifted function ends in), two at most."""
    if not inspect.isfunction(value) or not names.home(value).startswith(LIFTED):
        return False, []
    inner = inspect.unwrap(value)
    made_for = inspect.getclosurevars(inner).nonlocals.get("op")
    if is_op(made_for):
        return True, [made_for]
    named = [plain_op(f) for f in mentioned(inner)]
    found = list(dict.fromkeys(f for f in named if is_op(f)))
    direct = bool(found)
    for other in named if depth and not found else []:
        if other is not inner:
            deeper = ops_of(other, depth - 1)[1]
            found += [op for op in deeper if op not in found and op.__name__ not in HUMBLE]
    found.sort(key=lambda op: op.__name__ != inner.__name__)  # one of its own name comes first
    return direct, found[:2]


def mentioned(function: Any) -> list:
    """The functions that a function's source names, in order."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return []
    own = set(function.__code__.co_varnames)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = function.__globals__.get(node.value.id)
            found.append(getattr(owner, node.attr, None) if inspect.ismodule(owner) else None)
        elif isinstance(node, ast.Name) and node.id not in own:
            found.append(function.__globals__.get(node.id))
    return [f for f in found if inspect.isfunction(f)]


def is_op(value: Any) -> bool:
    """Whether a value is an op: a function of minidnn.ops that returns a result and rules."""
    if not inspect.isfunction(value) or not value.__module__.startswith("minidnn.ops"):
        return False
    waiting, returns = [ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]], []
    while waiting:
        node = waiting.pop()
        returns += [node.value] if isinstance(node, ast.Return) else []
        inner = ast.FunctionDef | ast.Lambda
        waiting += [n for n in ast.iter_child_nodes(node) if not isinstance(n, inner)]
    return any(isinstance(r, ast.Tuple) and len(r.elts) > 1 for r in returns)


def plain_op(value: Any) -> Any:
    """The simple op for a fast one; anything else as it is."""
    if inspect.isfunction(value) and value.__module__.startswith("minidnn.ops.fast"):
        return getattr(ops, value.__name__, value)
    return inspect.unwrap(value)
