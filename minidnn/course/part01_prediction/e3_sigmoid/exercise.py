"""How exercise 1.3, sigmoid, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import sigmoid


def sigmoid_cases(rng):
    return [
        Case("7 rows of 5 numbers", (rng.normal(size=(7, 5)),), ("many",)),
        Case("5 rows of 1 number", (3 * rng.normal(size=(5, 1)),), ("many",)),
        Case("float32 numbers", (2 * rng.normal(size=(3, 2)).astype(np.float32),), ("many",)),
        Case("zero and both signs", (np.array([[-2.0, 0.0, 2.0]]),), ("many",)),
        Case("three dimensions", (rng.normal(size=(2, 3, 5)),), ("many",)),
        Case("saturated", (np.array([[-30.0, -20.0, 0.5, 20.0, 30.0]]),), ("many",)),
        Case("z = -1000 and 1000", (np.array([[-1000.0, -0.25, 1000.0]]),), ("extreme",)),
        Case("only z = -1000 and -800", (np.array([[-1000.0], [-800.0], [0.125]]),), ("extreme",)),
    ]


EXERCISE = Exercise(
    name="sigmoid",
    title="The sigmoid",
    functions=("sigmoid",),
    reference=(sigmoid,),
    cases=sigmoid_cases,
    outputs=("a",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("the right values at -1000 and 1000", 2, tags=("extreme",)),
        Property("no warning at -1000 and 1000", 2, kind="quiet"),
        Property("leaving z unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Translate the formula; mind the parentheses around the denominator and the minus in the "
        "exponent.",
        "Overflow comes from e to the power of a large positive number. Both formulas of the text "
        "give the same; each is safe on one side of 0.",
        "Take the exponential of minus the absolute value of z, once. It is never above 1. The "
        "two formulas then differ only in the numerator, and np.where can choose that.",
    ),
)
