"""How exercise 11.3, lstm_cell, is graded."""

import numpy as np

from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import lstm_cell, lstm_cell_backward


def lstm_probe(student, x, h, c, w, b, gates, c_new, dl_dh, dl_dc):
    h_out, c_out, gates_out = student.lstm_cell(x, h, c, w, b)
    back = student.lstm_cell_backward(x, h, c, w, gates, c_new, dl_dh, dl_dc)
    names = ("dl_dx", "dl_dh_old", "dl_dc_old", "dl_dw", "dl_db")
    return {"h_new": h_out, "c_new": c_out, "gates": gates_out, **dict(zip(names, back))}


def cases(rng):
    def case(name, n, i, h):
        x, old = rng.normal(size=(n, i)), rng.normal(size=(n, h))
        c, w = rng.normal(size=(n, h)), rng.normal(size=(i + h, 4 * h)) / np.sqrt(i + h)
        b = 0.5 * rng.normal(size=4 * h)
        _, c_new, gates = lstm_cell(x, old, c, w, b)
        dl_dh, dl_dc = rng.normal(size=(2, n, h))
        return Case(name, (x, old, c, w, b, gates, c_new, dl_dh, dl_dc))

    return [
        case("7 texts, 5 inputs, 3 cells", 7, 5, 3),
        case("all sizes equal", 4, 4, 4),
        case("one text", 1, 2, 5),
    ]


EXERCISE = Exercise(
    name="lstm_cell",
    title="A memory that can keep things",
    functions=("lstm_cell", "lstm_cell_backward"),
    reference=(lstm_cell, lstm_cell_backward),
    given=(sigmoid,),
    probe=lstm_probe,
    arguments=("x", "h", "c", "w", "b", "gates", "c_new", "dl_dh", "dl_dc"),
    cases=cases,
    outputs=(
        "h_new",
        "c_new",
        "gates",
        "dl_dx",
        "dl_dh_old",
        "dl_dc_old",
        "dl_dw",
        "dl_db",
    ),
    properties=(
        Property("the gates", 1, outputs=("gates",)),
        Property("the new cell", 2, outputs=("c_new",)),
        Property("the new h", 1, outputs=("h_new",)),
        Property("the gradients of w and b", 2, outputs=("dl_dw", "dl_db")),
        Property("the gradients for x and h", 2, outputs=("dl_dx", "dl_dh_old")),
        Property("the gradient for c", 1, outputs=("dl_dc_old",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "One product, four blocks: three go through the sigmoid, the third through tanh.",
        "Backward begins with the new cell: what arrives for it, and what arrives for h times o "
        "times the slope of tanh.",
        "Each gate gets the gradient of what it multiplied, times its partner, times its slope. "
        "Put the four side by side, in the order i, f, g, o; the rest is dense_backward.",
    ),
)
