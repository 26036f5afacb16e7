"""How exercise 3.4, dense_backward, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import dense_backward


def dense_backward_cases(rng):
    def case(name, n, i, o, scale=1.0):
        args = (rng.normal(size=(n, i)), rng.normal(size=(i, o)), scale * rng.normal(size=(n, o)))
        return Case(name, args)

    return [
        case("7 samples of 5 inputs to 3 outputs", 7, 5, 3),
        case("3 samples of 2 inputs to 5 outputs", 3, 2, 5),
        case("square weights", 7, 5, 5),
        case("everything square", 3, 3, 3),
        case("one sample", 1, 5, 3),
        case("one output", 7, 5, 1),
        case("tiny gradients", 7, 3, 5, scale=1e-9),
    ]


EXERCISE = Exercise(
    name="dense_backward",
    title="Backward through a dense layer",
    functions=("dense_backward",),
    reference=(dense_backward,),
    cases=dense_backward_cases,
    outputs=("dl_dw", "dl_db", "dl_da_prev"),
    properties=(
        Property("the values of dl_dw", 2, outputs=("dl_dw",), rtol=1e-4),
        Property("the values of dl_db", 2, outputs=("dl_db",), rtol=1e-4),
        Property("the values of dl_da_prev", 2, outputs=("dl_da_prev",), rtol=1e-4),
        Property("the shapes of all three", 2, kind="shape"),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "Each gradient has the shape of the thing it belongs to: start from the shapes.",
        "z = a_prev @ w + b: dl_dw combines a_prev and dl_dz, dl_da_prev combines dl_dz and w, "
        "and b is added to every row.",
        "A matrix product whose shapes fit only one way: (inputs, N)·(N, outputs) for w, "
        "(N, outputs)·(outputs, inputs) for a_prev; for b add up the rows and keep the axis.",
    ),
)
