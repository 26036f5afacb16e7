"""Where no known mistake explains an answer: a slip in the reference, or two mistakes at once."""

from __future__ import annotations

import ast
import contextlib
import difflib
import functools
import re
import warnings
from collections.abc import Iterator

import numpy as np

from minidnn.grading import source
from minidnn.grading.child import arrays_in
from minidnn.grading.outcomes import apart, observe_one, summarised
from minidnn.grading.result import Diagnosis
from minidnn.grading.slips import Slip, slips
from minidnn.grading.spec import Exercise, Fault

SLIPS, PAIRS = 1500, 700  # tried at most: a bound in numbers, not in seconds, so that it repeats
TURNS = 5000  # of a `while` in a program that was changed here
WORDS = re.compile(r"\w+|\s+|\*\*|[<>=!+*/-]=|.")
HINT = "A right solution with this one slip gives exactly your results; yours may look different."
FOREIGN = ("NameError", "AttributeError", "ImportError", "ModuleNotFoundError", "SyntaxError")


def slip(exercise: Exercise, cases, expected, got) -> list[Diagnosis]:
    """The first slip in the reference that gives the student's results on every input."""
    if exercise.cell or not _searchable(got):
        return []
    errors_only: list[Slip] = []
    with _random_state_kept():
        for found in _slips(exercise):
            how = _explains(exercise, found.text, cases, expected, got)
            if how == "numbers":
                return _told(found)
            if how == "errors":
                errors_only.append(found)
    # the same errors may have several causes: they are evidence where only one place gives them
    one_place = len({s.where for s in errors_only}) == 1
    return _told(errors_only[0]) if one_place else []


def _told(found: Slip) -> list[Diagnosis]:
    says = f"In {found.where}: {found.says}."
    return [Diagnosis(f"SLIP-{found.kind.upper()}", says, HINT, True)]


def pair(exercise: Exercise, cases, expected, got) -> list[Diagnosis]:
    """Two known mistakes at once that give the student's results on every input."""
    if not _searchable(got):
        return []
    with _random_state_kept():
        for first, second, text in _pairs(exercise):
            if _explains(exercise, text, cases, expected, got) == "numbers":
                return [Diagnosis(f.code, f.says, f.hint, True) for f in (first, second)]
    return []


@contextlib.contextmanager
def _random_state_kept():
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)


@functools.lru_cache(maxsize=8)
def _slips(exercise: Exercise) -> tuple[Slip, ...]:
    return tuple(slips(source.own_text(exercise), exercise.functions, SLIPS))


@functools.lru_cache(maxsize=8)
def _pairs(exercise: Exercise) -> tuple[tuple[Fault, Fault, str], ...]:
    return tuple(text for text, _ in zip(combined(exercise), range(PAIRS)))


def combined(exercise: Exercise) -> Iterator[tuple[Fault, Fault, str]]:
    """Every two known mistakes that change different words of the reference."""
    own = WORDS.findall(source.own_text(exercise))
    texts = [(f, source.fault_text(exercise, f)) for f in exercise.faults]
    made = [(f, _changes(own, WORDS.findall(text))) for f, text in texts]
    for last in range(1, len(made)):
        for first in range(last):
            both = sorted(made[first][1] + made[last][1])
            if all(a[1] < b[0] or a[1] == b[0] != b[1] for a, b in zip(both, both[1:])):
                words = list(own)
                for start, end, new in reversed(both):
                    words[start:end] = new
                yield made[first][0], made[last][0], "".join(words)


def _changes(own: list[str], other: list[str]) -> list[tuple[int, int, list[str]]]:
    """(start, end, new words) of the places where the other text differs."""
    codes = difflib.SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
    return [(i, j, other[k:m]) for tag, i, j, k, m in codes if tag != "equal"]


def _searchable(got) -> bool:
    """Not for what could be anybody's: the same number everywhere, None, a misspelt name."""
    if any(g.error and g.error["type"] in FOREIGN for g in got):
        return False
    arrays = [np.asarray(a) for g in got for a in arrays_in([g.value])]
    numbers = [g.value for g in got if isinstance(g.value, (int, float, np.generic))]
    if not arrays and not numbers:
        return any(g.error for g in got) or any(isinstance(g.value, dict) for g in got)
    every = [a.ravel() for a in arrays if a.dtype.kind in "fiub"] + [np.array(numbers, float)]
    found = np.concatenate([e.astype(np.float64) for e in every])
    return bool(len(found) < 2 or np.any(found != found[0]))


def _explains(exercise: Exercise, text: str, cases, expected, got) -> str:
    """This source text gives the student's outcome in every case (the smallest case first).

    "numbers": with a wrong number in common; "errors": with the same error messages only; or "".
    """
    extra = source.helpers_text(exercise) if not exercise.cell else ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            probe = source.trusted(exercise, bounded(extra + "\n\n" + text))
        except Exception:  # a slip that does not even load
            return ""
        order = sorted(range(len(cases)), key=lambda i: _size(cases[i]))
        outcomes: list = [None] * len(cases)
        for i in order:
            raw = observe_one(exercise, probe, cases[i])
            outcomes[i] = summarised(exercise, [cases[i]], [raw])[0]
            if apart(exercise, cases[i], outcomes[i], got[i]) > 1:
                return ""
    if any(o.error and o.error["text"] != g.error["text"] for o, g in zip(outcomes, got)):
        return ""
    wrong = [
        not o.error and apart(exercise, c, e, o) > 1 for c, e, o in zip(cases, expected, outcomes)
    ]
    return "numbers" if any(wrong) else "errors" if any(o.error for o in outcomes) else ""


class _Bounded(ast.NodeTransformer):
    """`while test: body` becomes `for _ in range(TURNS): if not test: break; body`."""

    def visit_While(self, node: ast.While) -> ast.AST:  # noqa: N802 - the name that ast asks for
        self.generic_visit(node)
        leave = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        turns = ast.parse(f"range({TURNS})", mode="eval").body
        return ast.For(ast.Name("_turn", ast.Store()), turns, [leave, *node.body], node.orelse)


def bounded(text: str) -> str:
    """The same program with an end for each `while`: a slip in its condition may never end."""
    if "while " not in text:
        return text
    return ast.unparse(ast.fix_missing_locations(_Bounded().visit(ast.parse(text))))


def _size(case) -> int:
    return sum(a.size for a in arrays_in(list(case.args)))
