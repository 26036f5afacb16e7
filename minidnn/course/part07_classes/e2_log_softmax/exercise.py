"""How exercise 7.2, log_softmax, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import log_softmax, log_softmax_backward, nll_loss, nll_loss_backward


def loss_probe(student, z, dl_dy, y_true, log_p):
    return {
        "log_p": student.log_softmax(z),
        "dl_dz": student.log_softmax_backward(z, dl_dy),
        "loss": student.nll_loss(y_true, log_p),
        "dl_dlog_p": student.nll_loss_backward(y_true, log_p),
    }


def loss_cases(rng):
    def case(name, n, c, tag, scale=1.0, offset=0.0):
        z = scale * rng.normal(size=(n, c)) + offset
        y_true = rng.integers(0, c, n)
        args = (z, rng.normal(size=(n, c)), y_true, log_softmax(rng.normal(size=(n, c))))
        return Case(name, args, (tag,))

    far = np.array([[-900.0], [0.0], [900.0]])
    return [
        case("7 samples, 5 classes", 7, 5, "plain"),
        case("3 samples, 11 classes", 3, 11, "plain"),
        case("as many samples as classes", 5, 5, "plain"),
        case("one sample", 1, 7, "plain"),
        case("z around 1000", 7, 3, "large", offset=1000.0),
        case("z around -1000", 2, 5, "large", offset=-1000.0),
        case("z between -2000 and 2000", 5, 3, "large", scale=1000.0),
        case("rows far from each other", 3, 5, "large", offset=far),
    ]


EXERCISE = Exercise(
    name="log_softmax",
    title="Log-softmax and the negative log-likelihood",
    functions=("log_softmax", "log_softmax_backward", "nll_loss", "nll_loss_backward"),
    reference=(log_softmax, log_softmax_backward, nll_loss, nll_loss_backward),
    probe=loss_probe,
    arguments=("z", "dl_dy", "y_true", "log_p"),
    cases=loss_cases,
    outputs=("log_p", "dl_dz", "loss", "dl_dlog_p"),
    properties=(
        Property("log_softmax", 2, outputs=("log_p",), tags=("plain",)),
        Property(
            "log_softmax of very large and very small z", 1, outputs=("log_p",), tags=("large",)
        ),
        Property("log_softmax_backward", 2, outputs=("dl_dz",), tags=("plain",)),
        Property(
            "log_softmax_backward of very large and very small z",
            1,
            outputs=("dl_dz",),
            tags=("large",),
        ),
        Property("nll_loss", 2, outputs=("loss",)),
        Property("nll_loss_backward", 1, outputs=("dl_dlog_p",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Four functions, each at most three lines. Rows are samples, columns are classes: most "
        "sums "
        "run along a row.",
        "Subtract each row's maximum first, then the logarithm of the row's sum of exp. To pick "
        "one "
        "number from each row, index with two arrays: row numbers and labels.",
        "log_softmax_backward: the upstream gradient, minus the softmax times the row sum of the "
        "upstream gradient. nll_loss_backward: zeros, and -1/N where the label points.",
    ),
)
