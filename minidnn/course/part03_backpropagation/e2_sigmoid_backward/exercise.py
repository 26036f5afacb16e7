"""How exercise 3.2, sigmoid_backward, is graded: cases, points, hints."""

import numpy as np

from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import sigmoid_backward


def sigmoid_backward_cases(rng):
    def case(name, *shape, scale=1.0, kind="f8"):
        z, dl_da = scale * rng.normal(size=shape), rng.normal(size=shape)
        return Case(name, (z.astype(kind), dl_da.astype(kind)), ("many",))

    far = np.array([[-1000.0, -40.0, 0.25], [0.5, 40.0, 1000.0]])
    return [
        case("7 rows of 1 number", 7, 1),
        case("3 rows of 5 numbers", 3, 5, scale=2.0),
        case("square", 5, 5),
        case("one row", 1, 3),
        case("float32 numbers", 5, 2, kind="f4"),
        Case(
            "tiny gradients", (rng.normal(size=(7, 2)), 1e-9 * rng.normal(size=(7, 2))), ("many",)
        ),
        Case("saturated: z up to 1000", (far, rng.normal(size=far.shape)), ("far",)),
    ]


EXERCISE = Exercise(
    name="sigmoid_backward",
    title="Backward through the sigmoid",
    functions=("sigmoid_backward",),
    reference=(sigmoid_backward,),
    given=(sigmoid,),
    cases=sigmoid_backward_cases,
    outputs=("dl_dz",),
    properties=(
        Property("the right values", 6, tags=("many",)),
        Property("the right values where the sigmoid is saturated", 2, tags=("far",)),
        Property("leaving z and dl_da unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "The chain rule: the upstream gradient times the slope of the sigmoid at z.",
        "The slope needs only the output s of the sigmoid. Compute s from z once.",
        "s is sigmoid(z). Multiply three things, number by number: the upstream gradient, s, and "
        "1 - s.",
    ),
)
