"""How exercise 11.2, rnn, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import rnn, rnn_backward


def rnn_probe(student, x, h0, wx, wh, b, hs, dl_dhs):
    dl_dx, dl_dh0, dl_dwx, dl_dwh, dl_db = student.rnn_backward(x, h0, wx, wh, hs, dl_dhs)
    return {
        "hs": student.rnn(x, h0, wx, wh, b),
        "dl_dx": dl_dx,
        "dl_dh0": dl_dh0,
        "dl_dwx": dl_dwx,
        "dl_dwh": dl_dwh,
        "dl_db": dl_db,
    }


def cases(rng):
    def case(name, n, t, i, h):
        x, h0 = rng.normal(size=(n, t, i)), 0.5 * rng.normal(size=(n, h))
        wx, wh = rng.normal(size=(i, h)) / np.sqrt(i), rng.normal(size=(h, h)) / np.sqrt(h)
        b = 0.3 * rng.normal(size=h)
        hs = rnn(x, h0, wx, wh, b)
        return Case(name, (x, h0, wx, wh, b, hs, rng.normal(size=(n, t, h))))

    return [
        case("2 texts of 7 steps", 2, 7, 5, 3),
        case("all sizes equal", 4, 4, 4, 4),
        case("one step", 3, 1, 2, 5),
        case("one text of 2 steps", 1, 2, 3, 2),
    ]


EXERCISE = Exercise(
    name="rnn",
    title="A memory, and back-propagation through time",
    functions=("rnn", "rnn_backward"),
    reference=(rnn, rnn_backward),
    probe=rnn_probe,
    arguments=("x", "h0", "wx", "wh", "b", "hs", "dl_dhs"),
    cases=cases,
    outputs=("hs", "dl_dx", "dl_dh0", "dl_dwx", "dl_dwh", "dl_db"),
    properties=(
        Property("the memory after every step", 3, outputs=("hs",)),
        Property("the gradient for x", 2, outputs=("dl_dx",)),
        Property("the gradient for the first memory", 1, outputs=("dl_dh0",)),
        Property("the gradients of the matrices", 2, outputs=("dl_dwx", "dl_dwh")),
        Property("the gradient of b", 1, outputs=("dl_db",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Forward: h begins as h0, and each step makes a new one from x[:, t] and the old one.",
        "The memory before step t is hs[:, t - 1]; before the first step it is h0.",
        "delta is what has arrived (from the loss and from behind) times the slope of tanh, which "
        "you get from hs itself. Then five products or sums, as in dense_backward.",
    ),
)
