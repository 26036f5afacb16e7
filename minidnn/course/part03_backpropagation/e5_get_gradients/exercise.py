"""How exercise 3.5, get_gradients, is graded: cases, points, hints."""

import numpy as np

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid
from minidnn.course.part01_prediction.e4_model.reference import parameters
from minidnn.course.part02_evaluation.e1_loss.reference import binary_cross_entropy_loss
from minidnn.grading.spec import Case, Exercise, Property

from ..e1_loss_backward.reference import binary_cross_entropy_loss_backward
from ..e2_sigmoid_backward.reference import sigmoid_backward
from ..e3_relu_backward.reference import relu_backward
from ..e4_dense_backward.reference import dense_backward
from .faults import FAULTS
from .reference import Model


def gradients_probe(student, x, y_true, parameters, calls):
    """What the last of some calls on one model returns: the calls before must leave no trace."""
    model = student.Model(parameters)
    for _ in range(calls):
        results = model.get_gradients(x, y_true)
    return results


def gradients_cases(rng):
    def case(name, n, i, h1, h2, calls=1):
        ones = 1 + n // 3
        y_true = rng.permutation(np.repeat([1.0, 0.0], [ones, n - ones])).reshape(n, 1)
        shrink = 1 / np.sqrt(h2)  # keeps the predictions away from 0 and 1
        values = tuple(p * shrink for p in parameters(rng, i, h1, h2))
        tag = "once" if calls == 1 else "again"
        return Case(name, (rng.normal(size=(n, i)), y_true, values, calls), (tag,))

    return [
        case("7 rows through layers 5-3-2-1", 7, 5, 3, 2),
        case("3 rows through layers 2-7-5-1", 3, 2, 7, 5),
        case("one row", 1, 5, 7, 3),
        case("all layers equally wide", 7, 5, 5, 5),
        case("as many rows as neurons", 5, 5, 5, 5),
        case("the real sizes", 11, 5, 64, 64),
        case("the second of two calls", 7, 3, 5, 2, calls=2),
    ]


EXERCISE = Exercise(
    name="get_gradients",
    title="The gradients of the whole network",
    functions=("Model.get_gradients",),
    reference=(Model,),
    given=(
        dense,
        relu,
        sigmoid,
        binary_cross_entropy_loss,
        binary_cross_entropy_loss_backward,
        sigmoid_backward,
        relu_backward,
        dense_backward,
    ),
    cases=gradients_cases,
    probe=gradients_probe,
    arguments=("x", "y_true", "parameters", "calls"),
    outputs=(
        "loss",
        "dl_dx",
        "dl_dw1",
        "dl_db1",
        "dl_dw2",
        "dl_db2",
        "dl_dw3",
        "dl_db3",
    ),
    properties=(
        Property("the loss", 1, outputs=("loss",), tags=("once",), rtol=1e-4),
        Property(
            "the gradients of layer 3", 2, outputs=("dl_dw3", "dl_db3"), tags=("once",), rtol=1e-4
        ),
        Property(
            "the gradients of layer 2", 2, outputs=("dl_dw2", "dl_db2"), tags=("once",), rtol=1e-4
        ),
        Property(
            "the gradients of layer 1", 2, outputs=("dl_dw1", "dl_db1"), tags=("once",), rtol=1e-4
        ),
        Property("the gradient of the input", 1, outputs=("dl_dx",), tags=("once",), rtol=1e-4),
        Property("everything right in a second call, too", 1, tags=("again",), rtol=1e-4),
        Property("leaving x and y_true unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Forward: the lines of predict, each result under its own name. Backward: the partners of "
        "these lines, from the last to the first.",
        "Each backward call takes what its forward partner took, and the gradient that the call "
        "before returned.",
        "The partners from the end: the loss's backward with y_true and y_pred; sigmoid_backward "
        "with z3; dense_backward with a2 and w3; relu_backward with z2; dense_backward with a1 "
        "and w2; and so on, down to x and w1.",
    ),
)
