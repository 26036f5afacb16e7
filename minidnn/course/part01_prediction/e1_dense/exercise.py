"""How exercise 1.1, dense, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import dense


def dense_cases(rng):
    def case(name, n, i, o, *tags, kind=np.float64):
        args = (rng.normal(size=(n, i)), rng.normal(size=(i, o)), rng.normal(size=(1, o)))
        return Case(name, tuple(a.astype(kind) for a in args), tags)

    return [
        case("7 rows of 5 inputs to 3 outputs", 7, 5, 3, "rows"),
        case("3 rows of 2 inputs to 5 outputs", 3, 2, 5, "rows"),
        case("square weights", 7, 5, 5, "rows"),
        case("everything square", 3, 3, 3, "rows"),
        case("float32 numbers", 5, 7, 2, "rows", kind=np.float32),
        case("one output", 7, 5, 1, "edge"),
        case("one row", 1, 5, 3, "edge"),
        case("one input", 7, 1, 3, "edge"),
    ]


EXERCISE = Exercise(
    name="dense",
    title="A dense layer",
    functions=("dense",),
    reference=(dense,),
    cases=dense_cases,
    outputs=("z",),
    properties=(
        Property("the right values for many rows, inputs and outputs", 6, tags=("rows",)),
        Property("the right values for one row, one input, one output", 2, tags=("edge",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "Look at the shapes: (N, inputs) and (inputs, outputs) must become (N, outputs).",
        "The sum over the inputs is what a matrix product does. NumPy has an operator for it, and "
        "it is not `*`.",
        "The matrix product of a_prev and w, in this order; then add b, and NumPy repeats it for "
        "every row.",
    ),
)
