"""How exercise 1.4, Model, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_dense.reference import dense
from ..e2_relu.reference import relu
from ..e3_sigmoid.reference import sigmoid
from .faults import FAULTS
from .reference import Model, parameters


def model_probe(student, seed, x, w1, b1, w2, b2, w3, b3):
    np.random.seed(seed)
    model = student.Model()
    start = {name: getattr(model, name) for name in ("w1", "b1", "w2", "b2", "w3", "b3")}
    model.w1, model.b1, model.w2, model.b2, model.w3, model.b3 = w1, b1, w2, b2, w3, b3
    start["y_pred"] = model.predict(x)
    return start


def model_cases(rng):
    def case(name, n, i, h1, h2):
        seed = int(rng.integers(1 << 31))
        return Case(name, (seed, rng.normal(size=(n, i)), *parameters(rng, i, h1, h2)))

    return [
        case("7 rows through layers 5-3-2-1", 7, 5, 3, 2),
        case("5 rows through layers 2-7-3-1", 5, 2, 7, 3),
        case("one row", 1, 5, 3, 2),
        case("all layers equally wide", 3, 5, 5, 5),
        case("the real sizes", 3, 5, 64, 64),
    ]


EXERCISE = Exercise(
    name="Model",
    title="The network",
    functions=("Model",),
    reference=(Model,),
    given=(dense, relu, sigmoid),
    cases=model_cases,
    probe=model_probe,
    arguments=("seed", "x", "w1", "b1", "w2", "b2", "w3", "b3"),
    outputs=("w1", "b1", "w2", "b2", "w3", "b3", "y_pred"),
    properties=(
        Property("the starting weights, in the order w1, w2, w3", 3, outputs=("w1", "w2", "w3")),
        Property(
            "the starting biases",
            1,
            outputs=("b1", "b2", "b3"),
            needs="the starting weights, in the order w1, w2, w3",
        ),
        Property("the predictions", 5, outputs=("y_pred",)),
        Property("leaving x and the parameters unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "The table lists the shape of each array, and the three formulas list the steps of "
        "predict.",
        "np.random.uniform takes the lower and upper limit and size=(inputs, outputs); np.zeros "
        "takes a shape. In predict, what comes out of one layer goes into the next.",
        "predict: dense with w1 and b1, relu; dense of that with w2 and b2, relu; dense of that "
        "with w3 and b3, sigmoid.",
    ),
)
