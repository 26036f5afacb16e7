"""Exercise 1.4, the network: reference, cases and known mistakes."""

import numpy as np

from minidnn.grading.part1_activations import relu, sigmoid
from minidnn.grading.part1_dense import dense
from minidnn.grading.spec import Case, Exercise, Fault, Property


class Model:
    def __init__(self):
        self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))
        self.b1 = np.zeros((1, 64))
        self.w2 = np.random.uniform(-0.5, 0.5, size=(64, 64))
        self.b2 = np.zeros((1, 64))
        self.w3 = np.random.uniform(-0.5, 0.5, size=(64, 1))
        self.b3 = np.zeros((1, 1))

    def predict(self, x):
        z1 = dense(x, self.w1, self.b1)
        a1 = relu(z1)
        z2 = dense(a1, self.w2, self.b2)
        a2 = relu(z2)
        z3 = dense(a2, self.w3, self.b3)
        return sigmoid(z3)


def model_probe(student, seed, x, w1, b1, w2, b2, w3, b3):
    np.random.seed(seed)
    model = student.Model()
    start = {name: getattr(model, name) for name in ("w1", "b1", "w2", "b2", "w3", "b3")}
    model.w1, model.b1, model.w2, model.b2, model.w3, model.b3 = w1, b1, w2, b2, w3, b3
    start["y_pred"] = model.predict(x)
    return start


def parameters(rng, i, h1, h2):
    """w1, b1, w2, b2, w3, b3 of a network with i inputs and one output; no bias is zero."""
    shapes = ((i, h1), (1, h1), (h1, h2), (1, h2), (h2, 1), (1, 1))
    return tuple(rng.normal(size=shape) for shape in shapes)


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


MODEL = Exercise(
    number="1.4",
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
    faults=(
        Fault(
            "MODEL-ZERO-WEIGHTS",
            "Your weights start at zero.",
            "Neurons that start equal stay equal: the weights have to be random.",
            edit=(
                ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.zeros((5, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.zeros((64, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.zeros((64, 1))"),
            ),
        ),
        Fault(
            "MODEL-WEIGHTS-0-TO-1",
            "Your weights lie between 0 and 1: all of them are positive.",
            "The range goes from -0.5 to 0.5: what does np.random.uniform take if you do not say "
            "it?",
            edit=(
                ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.random.uniform(size=(5, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.random.uniform(size=(64, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.random.uniform(size=(64, 1))"),
            ),
        ),
        Fault(
            "MODEL-WEIGHTS-WIDE",
            "Your weights lie between -1 and 1 instead of -0.5 and 0.5.",
            "Check the two limits.",
            edit=(
                (
                    "np.random.uniform(-0.5, 0.5, size=(5, 64))",
                    "np.random.uniform(-1, 1, size=(5, 64))",
                ),
                (
                    "np.random.uniform(-0.5, 0.5, size=(64, 64))",
                    "np.random.uniform(-1, 1, size=(64, 64))",
                ),
                (
                    "np.random.uniform(-0.5, 0.5, size=(64, 1))",
                    "np.random.uniform(-1, 1, size=(64, 1))",
                ),
            ),
        ),
        Fault(
            "MODEL-WEIGHTS-NORMAL",
            "Your weights come from the bell curve (normal distribution).",
            "All values of the range shall be equally likely: that is the uniform distribution.",
            edit=(
                ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.random.normal(size=(5, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.random.normal(size=(64, 64))"),
                ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.random.normal(size=(64, 1))"),
            ),
        ),
        Fault(
            "MODEL-WEIGHTS-TRANSPOSED",
            "Your weights have the shape (outputs, inputs).",
            "dense multiplies (N, inputs) with (inputs, outputs).",
            edit=(
                (
                    "np.random.uniform(-0.5, 0.5, size=(5, 64))",
                    "np.random.uniform(-0.5, 0.5, size=(64, 5))",
                ),
                (
                    "np.random.uniform(-0.5, 0.5, size=(64, 1))",
                    "np.random.uniform(-0.5, 0.5, size=(1, 64))",
                ),
            ),
        ),
        Fault(
            "MODEL-DRAW-ORDER",
            "You draw the weights in another order than w1, w2, w3.",
            "The random numbers come in a row, and everybody shall get the same: first w1, last "
            "w3.",
            edit=(
                (
                    "self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))",
                    "self.w3 = np.random.uniform(-0.5, 0.5,  size=(64, 1))",
                ),
                (
                    "self.w3 = np.random.uniform(-0.5, 0.5, size=(64, 1))",
                    "self.w1 = np.random.uniform(-0.5, 0.5,  size=(5, 64))",
                ),
            ),
        ),
        Fault(
            "MODEL-RESEEDS",
            "Your constructor sets the random seed itself, so all models are equal.",
            "Who wants the same numbers again calls reset_seed before; the constructor only draws.",
            edit=(
                (
                    "self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))",
                    "np.random.seed(123)\n        self.w1 = np.random.uniform(-0.5, 0.5, size=(5, "
                    "64))",
                ),
            ),
        ),
        Fault(
            "MODEL-BIAS-1D",
            "Your biases have the shape (outputs,) instead of (1, outputs).",
            "The table asks for one row: two dimensions.",
            edit=(
                ("np.zeros((1, 64))\n        self.w2", "np.zeros(64)\n        self.w2"),
                ("np.zeros((1, 64))\n        self.w3", "np.zeros(64)\n        self.w3"),
                ("np.zeros((1, 1))", "np.zeros(1)"),
            ),
        ),
        Fault(
            "MODEL-B3-WIDE",
            "Your b3 has the shape (1, 64); layer 3 has a single neuron.",
            "One bias for each neuron of the layer: see the table.",
            edit=(("np.zeros((1, 1))", "np.zeros((1, 64))"),),
        ),
        Fault(
            "MODEL-BIAS-ONES",
            "Your biases start at one instead of zero.",
            "NumPy has a function that makes an array full of zeros.",
            edit=(
                ("np.zeros((1, 64))\n        self.w2", "np.ones((1, 64))\n        self.w2"),
                ("np.zeros((1, 64))\n        self.w3", "np.ones((1, 64))\n        self.w3"),
                ("np.zeros((1, 1))", "np.ones((1, 1))"),
            ),
        ),
        Fault(
            "MODEL-BIAS-RANDOM",
            "Your biases are random.",
            "Only the weights have to be random; the biases start at zero.",
            edit=(
                (
                    "np.zeros((1, 64))\n        self.w2",
                    "np.random.uniform(-0.5, 0.5,  size=(1, 64))\n        self.w2",
                ),
                (
                    "np.zeros((1, 64))\n        self.w3",
                    "np.random.uniform(-0.5, 0.5,  size=(1, 64))\n        self.w3",
                ),
                ("np.zeros((1, 1))", "np.random.uniform(-0.5, 0.5,  size=(1, 1))"),
            ),
        ),
        Fault(
            "MODEL-NO-SIGMOID",
            "The sigmoid at the end of predict is missing.",
            "The result must be a probability.",
            edit=(("sigmoid(z3)", "z3"),),
        ),
        Fault(
            "MODEL-NO-RELU",
            "There is no relu between your layers.",
            "Without a bend between them three layers are no more than one.",
            edit=(
                ("relu(z1)", "z1"),
                ("relu(z2)", "z2"),
            ),
        ),
        Fault(
            "MODEL-NO-RELU-1",
            "The relu after layer 1 is missing.",
            "Compare with the drawing: what stands between two dense layers?",
            edit=(("relu(z1)", "z1"),),
        ),
        Fault(
            "MODEL-NO-RELU-2",
            "The relu after layer 2 is missing.",
            "Compare with the drawing: what stands between two dense layers?",
            edit=(("relu(z2)", "z2"),),
        ),
        Fault(
            "MODEL-SIGMOID-INSIDE",
            "You use the sigmoid in the hidden layers, too.",
            "The hidden layers have another activation; the sigmoid is only for the end.",
            edit=(
                ("relu(z1)", "sigmoid(z1)"),
                ("relu(z2)", "sigmoid(z2)"),
            ),
        ),
        Fault(
            "MODEL-RELU-AT-END",
            "You apply a relu before the final sigmoid, so nothing is ever below 0.5.",
            "The last layer goes from dense to sigmoid directly.",
            edit=(("sigmoid(z3)", "sigmoid(relu(z3))"),),
        ),
        Fault(
            "MODEL-RELU-FOR-SIGMOID",
            "The last activation is a relu where the sigmoid is needed.",
            "The result must be a probability.",
            edit=(("sigmoid(z3)", "relu(z3)"),),
        ),
        Fault(
            "MODEL-SKIPS-LAYER-2",
            "Layer 3 gets the output of layer 1: layer 2 is left out.",
            "Follow the chain: what comes out of one layer goes into the next.",
            edit=(("dense(a2, self.w3", "dense(a1, self.w3"),),
        ),
        Fault(
            "MODEL-WRONG-BIAS",
            "Layer 2 uses the bias of layer 1.",
            "Each layer has a bias of its own.",
            edit=(("dense(a1, self.w2, self.b2)", "dense(a1, self.w2, self.b1)"),),
        ),
        Fault(
            "MODEL-DECIDES",
            "predict returns the decision (0 or 1) instead of the probability.",
            "Rounding is left to those who look at the result; the loss needs the probability.",
            edit=(("sigmoid(z3)", "(sigmoid(z3) > 0.5) * 1.0"),),
        ),
        Fault(
            "MODEL-TRUE-FALSE",
            "predict returns True and False instead of the probability.",
            "Return what the sigmoid gives.",
            edit=(("sigmoid(z3)", "sigmoid(z3) > 0.5"),),
        ),
    ),
    hints=(
        "The table lists the shape of each array, and the three formulas list the steps of "
        "predict.",
        "np.random.uniform takes the lower and upper limit and size=(inputs, outputs); np.zeros "
        "takes a shape. In predict, what comes out of one layer goes into the next.",
        "predict: dense with w1 and b1, relu; dense of that with w2 and b2, relu; dense of that "
        "with w3 and b3, sigmoid.",
    ),
)
