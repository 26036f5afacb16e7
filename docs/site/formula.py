"""Formulas of docstrings as MathML, which browsers draw without a network and without scripts.

Docstrings write formulas as plain text: y = x·Wᵀ + b, Σ_j e^x_j, √(var + eps). The reader below
knows raised and lowered letters, fences, roots and words; whatever else stands there is kept.
"""

import re
from html import escape

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁱⁿˣʸᵗᵀᵖᵏᵈᵃᵇᶜᵉᵐʲ", "0123456789+-inxytTpkdabcemj"))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₜₙₖ₊₋", "0123456789ijtnk+-"))
TOKEN = re.compile(r"[A-Za-zΑ-Ωα-ω]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
CASES = re.compile(r"(\w+ = )?(.+?) where (.+?), (.+?) elsewhere$")
FUNCTIONS = [  # written upright
    "ln", "log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "mean", "sum",
    "sign", "abs", "erf", "softmax", "sigmoid", "relu", "norm", "var", "std", "arg", "argmax",
    "argmin", "diag", "tr", "det", "trunc",
]  # fmt: skip


def mathml(text: str, display: bool = True) -> str:
    """A formula in plain text as a <math> element."""
    cases = CASES.match(text)
    body = branches(*cases.groups()) if cases else Reader(text).row()
    shape = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{shape}>{body}</math>'


def branches(start: str | None, first: str, condition: str, other: str) -> str:
    """A formula with two cases, one above the other behind a brace."""
    rows = ((first, f" where {condition}"), (other, " elsewhere"))
    cells = "".join(
        "<mtr>" + "".join(f"<mtd>{Reader(part).row()}</mtd>" for part in row) + "</mtr>"
        for row in rows
    )
    brace = '<mo stretchy="true" form="prefix">{</mo>'
    return f"<mrow>{Reader(start or '').row()}{brace}<mtable>{cells}</mtable></mrow>"


class Reader:
    """Reads tokens from left to right; a base takes what is raised or lowered behind it."""

    def __init__(self, text: str):
        self.tokens = TOKEN.findall(text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def row(self, end: str = "") -> str:
        """Elements up to a closing fence."""
        parts = []
        while self.peek() and self.peek() != end:
            parts.append(self.scripted())
        return "<mrow>" + "".join(parts) + "</mrow>"

    def scripted(self) -> str:
        """One element with its indices and exponents."""
        base = self.element()
        while True:
            token = self.peek()
            if token and all(c in RAISED for c in token):
                base = f"<msup>{base}{self.run(RAISED)}</msup>"
            elif token and all(c in LOWERED for c in token):
                base = f"<msub>{base}{self.run(LOWERED)}</msub>"
            elif token == "_" and self.following():
                self.take()
                base = f"<msub>{base}{self.element()}</msub>"
            elif token == "^" and self.following():
                self.take()
                base = f"<msup>{base}{self.scripted()}</msup>"
            else:
                return base

    def following(self) -> bool:
        """Whether something stands behind this token that can be raised or lowered."""
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        return bool(after.strip()) and after not in "_^,)|"

    def run(self, table: dict) -> str:
        """Raised or lowered letters in a row, as plain ones."""
        text = ""
        while self.peek() and all(c in table for c in self.peek()):
            text += "".join(table[c] for c in self.take())
        return atom(text)

    def element(self) -> str:
        token = self.take()
        if token == "√":
            return f"<msqrt>{self.scripted()}</msqrt>" if self.peek().strip() else "<mo>√</mo>"
        if token in "([":
            inner = self.row(")" if token == "(" else "]")
            close = self.take() if self.peek() else ""
            return f"<mrow><mo>{token}</mo>{inner}<mo>{close}</mo></mrow>"
        if token.isspace():
            return '<mspace width="0.28em"></mspace>'
        if token[0].isalpha() and all(c not in RAISED and c not in LOWERED for c in token):
            return atom(token)
        return atom(token)


def atom(token: str) -> str:
    """A number, a letter, a word or a sign."""
    text = escape(token)
    if re.fullmatch(r"\d+(\.\d+)?", token):
        return f"<mn>{text}</mn>"
    if token in FUNCTIONS:
        return f'<mi mathvariant="normal">{text}</mi>'
    if token.isalpha():
        return f"<mi>{text}</mi>" if len(token) == 1 or len(token) < 4 else f"<mtext>{text}</mtext>"
    if token in "Σ∏∫∑Π":
        return f'<mo largeop="false">{text}</mo>'
    return f"<mo>{text}</mo>"


def split(summary: str) -> tuple[str, str]:
    """(formula, the rest) of a docstring's first paragraph; no formula gives ""."""
    head, gap, rest = summary.partition(":  ")
    if not gap:
        head, gap, rest = summary.partition("; " if "; " in summary else ": ")
    if not gap and summary.endswith("."):
        head, rest = summary[:-1], ""
    return (head.strip(), rest.strip()) if is_formula(head) else ("", summary)


def is_formula(text: str) -> bool:
    """Whether a text is a formula: an equation, or signs without sentences."""
    cases = CASES.match(text)
    if cases and "`" not in text:
        return bool(re.search("[<>≤≥]", cases[3])) and len(re.findall(r"[a-z]{4,}", text)) < 6
    words = [w for w in re.findall(r"[A-Za-z]{4,}", text) if w not in FUNCTIONS]
    if len(text) > 120 or text.endswith(":") or len(text) < 2 or '"' in text:
        return False
    signs = re.search(r"[=·√Σ∏/^²ˣᵀ|⌊⋆≥≤∫Φ]", text)
    starts = re.match(r"^[a-zA-Z_][\w\[\],]* = ", text)
    signs = signs or re.match(rf"({'|'.join(FUNCTIONS)})\(.*\)$", text)
    return bool(signs) and len(words) <= (4 if starts else 1)
