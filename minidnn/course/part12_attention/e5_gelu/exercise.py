"""How exercise 12.5, gelu, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import gelu, gelu_backward


def gelu_probe(student, x, dl_dy):
    return {"y": student.gelu(x), "dl_dx": student.gelu_backward(x, dl_dy)}


def cases(rng):
    def case(name, x):
        return Case(name, (x, rng.normal(size=x.shape)))

    return [
        case("7 by 5", rng.normal(size=(7, 5))),
        case("three axes", 2 * rng.normal(size=(2, 3, 4))),
        case("zero and large numbers", np.array([[0.0, -30.0, 30.0, 1.5, -1.5]])),
        case("one number", np.array([0.7])),
    ]


EXERCISE = Exercise(
    name="gelu",
    title="A soft relu",
    functions=("gelu", "gelu_backward"),
    reference=(gelu, gelu_backward),
    probe=gelu_probe,
    arguments=("x", "dl_dy"),
    cases=cases,
    outputs=("y", "dl_dx"),
    properties=(
        Property("gelu", 4, outputs=("y",)),
        Property("gelu_backward", 5, outputs=("dl_dx",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Write s as it stands in the formula, with np.sqrt, np.pi and np.tanh.",
        "ds/dx: the constant in front stays; the derivative of x + c·x³ is 1 + 3·c·x².",
        "The product rule: the slope of x times the bracket, plus x times the slope of the "
        "bracket; both halved; everything times dl_dy.",
    ),
)
