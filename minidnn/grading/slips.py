"""Slips: small changes of a reference, each with the sentence that tells a student about it.

A course's table of known mistakes is written by people and never complete. Where none of them
explains an answer, the reference with one slip in it may: another operator, axis, sign, name,
constant or index. A slip is claimed only when it gives the student's results on every input.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult, ast.Div),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Div, ast.Add, ast.Sub, ast.MatMult),
    ast.Div: (ast.Mult, ast.Sub, ast.Add, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}
COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
SYMBOLS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=",
    ast.Eq: "==", ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in", ast.Is: "is",
    ast.IsNot: "is not",
}  # fmt: skip
FUNCTIONS = {
    "mean": ("sum",), "sum": ("mean", "max"), "max": ("min", "sum", "mean"), "min": ("max",),
    "maximum": ("minimum",), "minimum": ("maximum",), "argmax": ("argmin", "max"),
    "argmin": ("argmax",), "exp": ("exp2", "log"), "log": ("log2", "log10"), "sqrt": ("square",),
    "zeros": ("ones",), "ones": ("zeros",), "zeros_like": ("ones_like",), "var": ("std",),
    "ones_like": ("zeros_like",), "cos": ("sin",), "sin": ("cos",), "tanh": ("sin",),
    "std": ("var",), "uniform": ("normal",), "abs": ("square",), "floor": ("ceil",),
    "ceil": ("floor",), "cumsum": ("cumprod",), "append": ("insert",),
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """A changed source text; `says` completes "in <where>, "."""

    kind: str
    where: str
    says: str
    text: str


def slips(text: str, functions: tuple[str, ...], at_most: int = 400) -> Iterator[Slip]:
    """Every slip in the functions (or methods) under test of a reference's source text."""
    tree = ast.parse(text)
    count = 0
    for place, function in _targets(tree, functions):
        names = _names(function)
        for node, statement, owner, field, index in _walk(function):
            for says, changed in _typed(text, node):
                yield Slip("operator", _where(place, statement), says, changed)
                count += 1
            for kind, says, new in _changes(node, names):
                _put(owner, field, index, new)
                try:
                    changed = ast.unparse(tree)
                finally:
                    _put(owner, field, index, node)
                yield Slip(kind, _where(place, statement), says, changed)
                count += 1
                if count >= at_most:
                    return


def _typed(text: str, node) -> Iterator[tuple[str, str]]:
    """Another operator typed in the same place, where that changes what belongs together."""
    if not isinstance(node, ast.BinOp) or node.left.end_lineno != node.right.lineno:
        return
    lines = text.split("\n")
    raw = lines[node.right.lineno - 1].encode()
    gap = raw[node.left.end_col_offset : node.right.col_offset].decode()
    old = SYMBOLS.get(type(node.op), "?")
    if gap.count(old) != 1 or not raw.isascii():
        return
    for new in OPERATORS.get(type(node.op), ()):
        between = gap.replace(old, SYMBOLS[new])
        row = raw[: node.left.end_col_offset].decode() + between
        row += raw[node.right.col_offset :].decode()
        changed = "\n".join([*lines[: node.right.lineno - 1], row, *lines[node.right.lineno :]])
        yield f"there is a `{SYMBOLS[new]}` where a `{old}` belongs", changed


def _targets(tree: ast.Module, functions) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in tree.body:
        name = getattr(node, "name", "")
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        methods = {f.split(".")[1] for f in functions if f.startswith(f"{name}.")}
        if isinstance(node, ast.ClassDef):
            found += [
                (inner.name, inner)
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
                and (inner.name in methods or (name in functions and not methods))
            ]
        else:
            found.append((name, node))
    if not any(isinstance(n, (ast.FunctionDef, ast.ClassDef)) for n in tree.body):
        found.append(("the cell", tree))
    return found


def _names(function: ast.AST) -> list[str]:
    """The function's arguments and local variables."""
    found = {a.arg: None for a in ast.walk(function) if isinstance(a, ast.arg)}
    found |= {
        n.id: None
        for n in ast.walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return [n for n in found if n not in ("self", "_")]


def _walk(function):
    """(node, its statement, parent, field, index) of everything inside; deepest last."""

    def visit(parent, statement):
        for field, value in ast.iter_fields(parent):
            if field in ("ctx", "args") and isinstance(parent, (ast.FunctionDef, ast.Lambda)):
                continue
            items = value if isinstance(value, list) else [value]
            for index, node in enumerate(items):
                if not isinstance(node, ast.AST) or isinstance(node, ast.expr_context):
                    continue
                inner = node if isinstance(node, ast.stmt) else statement
                yield node, inner, parent, field, index if isinstance(value, list) else None
                yield from visit(node, inner)

    yield from visit(function, None)


def _put(owner, field, index, node):
    if index is None:
        setattr(owner, field, node)
    else:
        getattr(owner, field)[index] = node


def _where(place: str, statement) -> str:
    targets: list = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
        targets = [statement.target]
    if targets:
        return f"{place}, where {ast.unparse(targets[0]).strip('()')} is computed"
    if isinstance(statement, ast.Return):
        return f"{place}, in what is returned"
    return place


def _changes(node, names) -> Iterator[tuple[str, str, ast.AST]]:
    """(kind, sentence, the node that takes its place)."""
    for change in (_of_operator, _of_comparison, _of_constant, _of_name, _of_call, _of_attribute,
                   _of_subscript, _of_statement, _of_tuple, _of_condition):  # fmt: skip
        yield from change(node, names)


def _of_operator(node, names):
    if isinstance(node, ast.BinOp):
        old = SYMBOLS.get(type(node.op))
        for new in OPERATORS.get(type(node.op), ()):
            says = f"there is a `{SYMBOLS[new]}` where a `{old}` belongs"
            yield "operator", says, ast.BinOp(node.left, new(), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv)):
            says = f"the two sides of a `{old}` are in the wrong order"
            yield "order", says, ast.BinOp(node.right, node.op, node.left)
        what = "term" if isinstance(node.op, (ast.Add, ast.Sub)) else "factor"
        if isinstance(node.op, ast.Pow):
            what = "power"
        for side, lost in ((node.left, node.right), (node.right, node.left)):
            if isinstance(node.op, (ast.Pow, ast.Div, ast.FloorDiv)) and side is node.right:
                continue
            if isinstance(node.op, (ast.Div, ast.FloorDiv)):
                what = "division"
            says = f"a {what} is missing{_small(lost)}"
            yield "missing", says, side
        if isinstance(node.op, ast.MatMult):
            for i, side in enumerate((node.left, node.right)):
                if isinstance(side, ast.Attribute) and side.attr == "T":
                    continue
                turned = ast.Attribute(side, "T", ast.Load())
                new = (turned, node.right) if i == 0 else (node.left, turned)
                says = f"`{_short(side)}` is transposed, which it should not be"
                yield "transpose", says, ast.BinOp(new[0], node.op, new[1])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", "a minus sign is missing", node.operand
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "condition", "a `not` is missing: a condition is the wrong way round", node.operand


def _of_comparison(node, names):
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for new in COMPARISONS.get(type(node.ops[0]), ()):
            says = f"there is a `{SYMBOLS[new]}` where a `{SYMBOLS[type(node.ops[0])]}` belongs"
            yield "comparison", says, ast.Compare(node.left, [new()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "condition", "`and` and `or` are mixed up", ast.BoolOp(other, node.values)
        for i in range(len(node.values)):
            rest = node.values[:i] + node.values[i + 1 :]
            new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield "condition", "one of the conditions is missing", new


def _of_constant(node, names):
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        says = f"{not value} stands where {value} belongs"
        yield "constant", says, ast.Constant(not value)
    elif isinstance(value, (int, float)):
        options = {0, 1, 2, -value, value + 1, value - 1, 2 * value, value / 2, 10 * value}
        options |= {value / 10, 3 * value, value / 3}
        if isinstance(value, int):
            options = {0, 1, 2, -value, value + 1, value - 1, 2 * value, value + 2}
        for new in sorted(options - {value}, key=lambda n: (abs(n - value), n)):
            yield "constant", f"a constant is wrong: {new:g}", ast.Constant(new)


def _of_name(node, names):
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                says = f"`{other}` is used where `{node.id}` belongs"
                yield "name", says, ast.Name(other, ast.Load())


def _of_call(node, names):
    if not isinstance(node, ast.Call):
        return
    called = ast.unparse(node.func)
    last = called.split(".")[-1]
    for new in FUNCTIONS.get(last, ()):
        other = copy.copy(node.func)
        if isinstance(other, ast.Attribute):
            other.attr = new
        elif isinstance(other, ast.Name):
            other.id = new
        says = f"{ast.unparse(other)} is called where {called} belongs"
        yield "function", says, ast.Call(other, node.args, node.keywords)
    if len(node.args) == 1 and called not in ("range", "len", "list", "enumerate"):
        yield "missing", f"{called} is missing", node.args[0]
    if isinstance(node.func, ast.Attribute) and not called.startswith(("np.", "math.")):
        yield "missing", f".{last}() is missing", node.func.value
    for i in range(len(node.args) - 1):
        args = list(node.args)
        args[i], args[i + 1] = args[i + 1], args[i]
        says = f"two arguments of {called} have changed places"
        yield "order", says, ast.Call(node.func, args, node.keywords)
    for i, keyword in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        if keyword.arg:
            says = f"{called} is called without {keyword.arg}="
            yield keyword.arg, says, ast.Call(node.func, node.args, rest)
        if keyword.arg == "axis":
            for new in {0, 1, -1} - {getattr(keyword.value, "value", None)}:
                changed = [*rest, ast.keyword("axis", ast.Constant(new))]
                says = f"{called} runs along axis {new}, which is the wrong one"
                yield "axis", says, ast.Call(node.func, node.args, changed)
    if last in ("sum", "mean", "max", "min") and not any(k.arg == "axis" for k in node.keywords):
        for new in (0, 1):
            changed = [*node.keywords, ast.keyword("axis", ast.Constant(new))]
            says = f"{called} runs along axis {new} only, not over everything"
            yield "axis", says, ast.Call(node.func, node.args, changed)
    if last == "range" and len(node.args) == 1:
        more = ast.Call(node.func, [ast.Constant(1), *node.args], [])
        yield "range", "the loop leaves out its first turn", more
        less = ast.BinOp(node.args[0], ast.Sub(), ast.Constant(1))
        yield "range", "the loop leaves out its last turn", ast.Call(node.func, [less], [])


def _of_attribute(node, names):
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return
    if node.attr == "T":
        yield "transpose", f"`{_short(node.value)}` should be transposed", node.value
    stem, number = node.attr.rstrip("0123456789"), node.attr[len(node.attr.rstrip("0123456789")) :]
    for other in ("1", "2", "3"):
        if number and other != number:
            says = f"`.{stem}{other}` is used where `.{node.attr}` belongs"
            yield "name", says, ast.Attribute(node.value, stem + other, ast.Load())


def _of_subscript(node, names):
    if isinstance(node, ast.Slice):
        for field in ("lower", "upper"):
            if getattr(node, field) is not None:
                new = copy.copy(node)
                setattr(new, field, None)
                yield "index", f"a slice has lost its {field} end", new
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        key = node.slice.value
        if isinstance(key, str) and key[:1] in "wb" and key[1:].isdigit():
            for other in (f"{'b' if key[0] == 'w' else 'w'}{key[1:]}", f"{key[0]}1", f"{key[0]}2"):
                if other != key:
                    new = ast.Subscript(node.value, ast.Constant(other), node.ctx)
                    yield "name", f'["{other}"] is used where ["{key}"] belongs', new


def _of_statement(node, names):
    if isinstance(node, ast.AugAssign):
        target = copy.copy(node.target)
        replaced = ast.Assign([target], node.value, lineno=1)
        yield "replaced", f"`{_short(target)}` is replaced where something is added to it", replaced
        for new in OPERATORS.get(type(node.op), ()):
            says = f"there is a `{SYMBOLS[new]}=` where a `{SYMBOLS[type(node.op)]}=` belongs"
            yield "operator", says, ast.AugAssign(node.target, new(), node.value)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)) and not (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ):
        says = "a step is missing"
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            says = f"a step is missing: `{_short(target)}` is not set here"
        yield "missing", says, ast.Pass()
    if isinstance(node, ast.Assign):
        minus = ast.UnaryOp(ast.USub(), node.value)
        says = f"the sign of `{_short(node.targets[0])}` is wrong"
        yield "sign", says, ast.Assign(node.targets, minus, lineno=1)
    if isinstance(node, ast.Return) and node.value is not None:
        if not isinstance(node.value, (ast.Tuple, ast.Dict)):
            minus = ast.UnaryOp(ast.USub(), node.value)
            yield "sign", "the sign of what is returned is wrong", ast.Return(minus)
        for name in names:
            if name != ast.unparse(node.value):
                says = f"`{name}` is returned, which is not the result"
                yield "name", says, ast.Return(ast.Name(name, ast.Load()))


def _of_tuple(node, names):
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            order = list(node.elts)
            order[i], order[i + 1] = order[i + 1], order[i]
            yield "order", "two values have changed places", ast.Tuple(order, ast.Load())


def _of_condition(node, names):
    if isinstance(node, ast.If):
        for value, says in ((True, "always"), (False, "never")):
            new = ast.If(ast.Constant(value), node.body, node.orelse)
            yield "condition", f"what depends on a condition is {says} done", new
    elif isinstance(node, ast.IfExp):
        yield "condition", "what depends on a condition is always the one", node.body
        yield "condition", "what depends on a condition is always the other", node.orelse


def _small(node) -> str:
    """A name or a number may be told; a formula would be the answer."""
    plain = isinstance(node, (ast.Name, ast.Constant, ast.Attribute))
    return f": `{ast.unparse(node)}`" if plain else ""


def _short(node) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 30 else text[:27] + "..."
