"""Questions with one answer: a letter, or a number. The student fills in `answer = ...`.

    EXERCISE = choice("batch_norm_why", "What it is for", right="c",
                      wrong={"a": ("Dropout does that.", "What is divided by what?"), ...},
                      hints=(..., ..., ...))
    EXERCISE = number("how_many_weights", "Count them", right="K * K * C + 1",
                      wrong={"K * K * C": ("The bias is not counted.", "...")},
                      hints=(..., ..., ...), personal=...)

The page holds a cell with the tag of the exercise; `right` and the keys of `wrong` of a number are
formulas, which may use the constants of `personal`.
"""

from __future__ import annotations

import math
import re

from minidnn.grading.spec import Case, Exercise, Fault, Property


def question_probe(student):
    """The variable `answer` of the cell; nothing else of it is looked at."""
    cell = next(iter(vars(student).values()))
    return cell({}).get("answer")


def choice(
    name: str,
    title: str,
    right: str,
    wrong: dict[str, tuple[str, str]],
    hints: tuple[str, str, str],
    points: int = 2,
) -> Exercise:
    """One letter is right; `wrong` says for every other letter why it is not, and a hint.

    Raises: ValueError if the letters are not "a", "b", "c" ... without a gap.
    """
    letters = sorted([right, *wrong])
    if letters != [chr(97 + i) for i in range(len(letters))] or len(letters) < 3:
        raise ValueError(f"question {name}: the letters are {letters}, expected a, b, c, ...")

    def summary(case, value):
        if not isinstance(value, str) or value.strip().lower() not in letters:
            raise ValueError(f'answer is one of {", ".join(letters)}, as in answer = "a"')
        return value.strip().lower()

    texts = {f'"{letter}"': told for letter, told in wrong.items()}
    return _question(name, title, f'"{right}"', texts, hints, points, summary, None)


def number(
    name: str,
    title: str,
    right: str,
    wrong: dict[str, tuple[str, str]],
    hints: tuple[str, str, str],
    points: int = 2,
    rtol: float = 1e-3,
    personal=None,
) -> Exercise:
    """A number (right to a thousandth unless told); `wrong` names numbers that mistakes lead to."""

    def summary(case, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError("answer is one number, as in answer = 12")
        if not math.isfinite(value):
            raise ValueError(f"answer is {value}")
        # compared as text: a report that showed expected numbers would give the answer away
        digits = max(1, round(-math.log10(rtol)))
        return f"{float(value):.{digits}g}"

    return _question(name, title, right, wrong, hints, points, summary, personal)


def _question(name, title, right, wrong, hints, points, summary, personal) -> Exercise:
    code = re.sub(r"\W+", "-", name).upper().replace("_", "-")
    faults = tuple(
        Fault(f"{code}-{i}", says, hint, source=f"answer = {formula}\n")
        for i, (formula, (says, hint)) in enumerate(wrong.items(), 1)
    )
    return Exercise(
        name=name,
        title=title,
        functions=(name,),
        reference=f"answer = {right}\n",
        cases=lambda rng: [Case("the question", ())],
        probe=question_probe,
        outputs=("answer",),
        summary=summary,
        properties=(Property("the right answer", points),),
        faults=faults,
        hints=hints,
        points=points,
        cell=True,
        question=True,
        personal=personal,
    )
