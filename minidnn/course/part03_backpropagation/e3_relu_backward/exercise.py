"""How exercise 3.3, relu_backward, is graded: cases, points, hints."""

from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import relu_backward


def relu_backward_cases(rng):
    def case(name, *shape, kind="f8"):
        args = (rng.normal(size=shape), rng.normal(size=shape))
        return Case(name, tuple(a.astype(kind) for a in args), ("many",))

    corner = rng.normal(size=(3, 5))
    corner[0, 1], corner[1, 3], corner[2, 2] = 0.0, -0.0, 0.0
    return [
        case("7 rows of 5 numbers", 7, 5),
        case("3 rows of 7 numbers", 3, 7),
        case("square", 5, 5),
        case("one row", 1, 11),
        case("float32 numbers", 5, 3, kind="f4"),
        Case(
            "tiny gradients", (rng.normal(size=(7, 3)), 1e-9 * rng.normal(size=(7, 3))), ("many",)
        ),
        Case("some z exactly 0", (corner, rng.normal(size=(3, 5))), ("corner",)),
    ]


EXERCISE = Exercise(
    name="relu_backward",
    title="Backward through the relu",
    functions=("relu_backward",),
    reference=(relu_backward,),
    given=(relu,),
    cases=relu_backward_cases,
    outputs=("dl_dz",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("the right values where z is exactly 0", 2, tags=("corner",)),
        Property("leaving z and dl_da unchanged", 2, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "Where was the gate open in the forward pass? There the gradient passes, elsewhere it is "
        "0.",
        "A comparison of z with 0 gives the gate. NumPy can choose between two values with it, or "
        "you multiply by it.",
        "np.where takes the condition (z greater than 0), the value for True (the upstream "
        "gradient) and the value for False (zero).",
    ),
)
