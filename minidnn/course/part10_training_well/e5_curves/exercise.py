"""How exercise 10.5, curves, is graded: five letters."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import ANSWER

RUNS, LETTERS = (1, 2, 3, 4, 5), "abcdefgh"


def curves_probe(student):
    """The five entries of the variable `answer`; nothing else of the cell is looked at."""
    answer = student.curves({}).get("answer")
    return {"run " + str(n): answer[n] for n in (1, 2, 3, 4, 5)}


def letters(case, value):
    """Each entry as a small letter."""
    for run, given in value.items():
        if not isinstance(given, str) or given.strip().lower() not in list(LETTERS):
            raise ValueError(f'{run}: an answer is one letter from a to h, as in "a"')
    return {run: given.strip().lower() for run, given in value.items()}


EXERCISE = Exercise(
    name="curves",
    title="Five broken trainings",
    functions=("curves",),
    reference=ANSWER,
    cases=lambda rng: [Case("the five runs", ())],
    probe=curves_probe,
    outputs=tuple(f"run {n}" for n in RUNS),
    summary=letters,
    properties=tuple(Property(f"run {n}", 2, outputs=(f"run {n}",)) for n in RUNS),
    faults=FAULTS,
    hints=(
        "Look at the first number, before any training: what should it be, and is it so in both "
        "curves?",
        "Then at the direction: falling, rising, flat? And at how smooth it is.",
        "Then at the distance between the two curves: from the beginning, or growing?",
    ),
    cell=True,
    question=True,
)
