"""Programs with one token changed: (kind, line, text) for every change that this file knows.

Made on the tokens of the text, not on its tree, and by other rules than the grader's own search
(minidnn/grading/slips.py): this is the other side of the measurement in measure_naming.py.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

OPERATORS = {
    "+": ("-", "*"), "-": ("+", "*"), "*": ("/", "+"), "/": ("*", "-"), "@": ("*",), "**": ("*",),
    "//": ("/",), "%": ("/",), "+=": ("-=", "="), "-=": ("+=", "="),
}  # fmt: skip
COMPARISONS = {
    ">": ("<", ">="), "<": (">", "<="), ">=": ("<", ">"), "<=": (">", "<"), "==": ("!=",),
    "!=": ("==",),
}  # fmt: skip
NUMBERS = {
    "0": ("1", "2"), "1": ("0", "2"), "2": ("1", "3"), "3": ("2", "4"), "0.0": ("1.0",),
    "0.5": ("1.0", "0.25"), "1.0": ("0.0", "2.0"),
}  # fmt: skip
CALLS = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum",
    "minimum": "maximum", "exp": "exp2", "log": "log2", "argmax": "argmin", "zeros": "ones",
    "zeros_like": "ones_like", "ones": "zeros", "ones_like": "zeros_like", "sqrt": "abs",
    "cos": "sin", "uniform": "normal", "normal": "uniform", "floor": "ceil", "tanh": "sin",
    "std": "var", "var": "std", "append": "extend",
}  # fmt: skip


def changes(text: str, functions: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """Every change inside the functions under test."""
    names, lines = names_by_line(text, functions), text.split("\n")

    def inside(row: int) -> bool:
        line = lines[row - 1]
        return row in names and "def " not in line and '"""' not in line

    def with_line(row: int, line: str) -> str:
        return "\n".join([*lines[: row - 1], line, *lines[row:]])

    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for i, token in enumerate(tokens[1:-1], 1):
        row = token.start[0]
        if not inside(row):
            continue
        line, before, after = lines[row - 1], tokens[i - 1], tokens[i + 1]
        for kind, new in of_token(token, before, after, tokens[max(0, i - 2)], line, names[row]):
            start = token.start[1] - (kind == "transpose")  # the dot goes, too
            yield kind, row, with_line(row, line[:start] + new + line[token.end[1] :])
    for row, line in enumerate(lines, 1):
        if inside(row):
            for kind, new in of_line(line):
                yield kind, row, with_line(row, new)


def names_by_line(text: str, functions) -> dict[int, list[str]]:
    """line -> names that may be read there, for the lines of the functions under test."""
    whole = {f for f in functions if "." not in f}
    methods = {f.split(".")[1] for f in functions if "." in f}
    found: dict[int, list[str]] = {}
    tree = ast.parse(text)
    tested = [n for n in tree.body if getattr(n, "name", "") in whole]
    tested += [n for n in ast.walk(tree) if getattr(n, "name", "") in methods]
    every = [n for t in tested for n in ast.walk(t) if isinstance(n, ast.FunctionDef)]
    for node in every:
        given = [a.arg for a in node.args.args if a.arg != "self"]
        inner = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        stores = [n for n in inner if isinstance(n.ctx, ast.Store)]
        for row in range(node.lineno + 1, (node.end_lineno or 0) + 1):
            found[row] = list(dict.fromkeys(given + [n.id for n in stores if n.lineno < row]))
    return found


def of_token(token, before, after, two_before, line, local):
    """(kind, what stands there instead)."""
    word = token.string
    operand = before.string in (")", "]") or before.type in (tokenize.NAME, tokenize.NUMBER)
    binary = operand and before.string not in ("return", "lambda", "in", "and", "or", "not", "if")
    if token.type == tokenize.OP:
        if word == "-" and not binary:
            yield "minus", ""
        for new in OPERATORS.get(word, ()) if binary else ():
            yield "operator", new
        for new in COMPARISONS.get(word, ()):
            yield "comparison", new
    elif token.type == tokenize.NUMBER:
        axis = before.string == "=" and two_before.string == "axis"
        for new in NUMBERS.get(word, ()):
            if not axis or new in "01":
                yield "axis" if axis else "number", new
    elif token.type == tokenize.NAME and before.string == ".":
        if word in CALLS and after.string == "(":
            yield "call", CALLS[word]
        elif word == "T":
            yield "transpose", ""
    elif token.type == tokenize.NAME and word in local and after.string not in ("=", "("):
        target = re.match(r"\s*(?:for )?[\w, ]+ (?:=|in) ", line)
        if not target or token.end[1] > target.end():
            near = local.index(word)
            others = [n for n in local if n != word]
            for new in sorted(others, key=lambda n: abs(local.index(n) - near))[:2]:
                yield "name", new


def of_line(line: str):
    """(kind, the line instead)."""
    stem = line.strip()
    closed = stem.count("(") == stem.count(")") and stem.count("[") == stem.count("]")
    for kind, pattern in (("axis", r", axis=-?\d\b"), ("keepdims", r", keepdims=True")):
        for match in re.finditer(pattern, line):
            yield kind, line[: match.start()] + line[match.end() :]
    whole = re.match(r"(\s+(?:[\w.\[\]\"]+ = |return ))([^,]+)$", line)
    if whole and closed and "(" not in whole[1]:
        yield "minus", f"{whole[1]}-({whole[2]})"
    if re.match(r"[\w.\[\]\", ]+ [+*/-]?= ", stem) and closed and not stem.endswith(("(", "{")):
        yield "line", line[: len(line) - len(line.lstrip())] + "pass"
    for match in re.finditer(r"\((\w+), (\w+)\)|\[(\w+), (\w+)\]", line):
        inner = ", ".join(reversed(match[0][1:-1].split(", ")))
        whole = match[0][0] + inner + match[0][-1]
        yield "order", line[: match.start()] + whole + line[match.end() :]
