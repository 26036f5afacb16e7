"""How exercise 1.2, relu, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import relu


def relu_cases(rng):
    zero = rng.normal(size=(3, 5))
    zero[1, 2], zero[2, 0] = 0.0, -0.0
    return [
        Case("7 rows of 5 numbers", (rng.normal(size=(7, 5)),), ("many",)),
        Case("3 rows of 64 numbers", (10 * rng.normal(size=(3, 64)),), ("many",)),
        Case("float32 numbers", (rng.normal(size=(5, 3)).astype(np.float32),), ("many",)),
        Case("some numbers exactly 0", (zero,), ("edge",)),
        Case("tiny numbers", (1e-9 * rng.normal(size=(3, 2)),), ("edge",)),
        Case("huge numbers", (1e9 * rng.normal(size=(2, 3)),), ("edge",)),
        Case("three dimensions", (rng.normal(size=(2, 3, 5)),), ("edge",)),
    ]


EXERCISE = Exercise(
    name="relu",
    title="The rectified linear unit",
    functions=("relu",),
    reference=(relu,),
    cases=relu_cases,
    outputs=("a",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("exact zeros, extreme numbers, any number of dimensions", 2, tags=("edge",)),
        Property("leaving z unchanged", 2, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "For every single number of z: the larger one of that number and 0.",
        "NumPy can compare an array with a number position by position and keep the larger; or "
        "choose between two values with a condition.",
        "np.max reduces an array to one number; its longer-named sister takes two arguments and "
        "keeps the shape.",
    ),
)
