"""Exercise 3.5, the gradients of the whole network: reference, cases and known mistakes."""

import numpy as np

from minidnn.grading.part1 import dense, parameters, relu, sigmoid
from minidnn.grading.part2 import binary_cross_entropy_loss
from minidnn.grading.part3_activations import relu_backward, sigmoid_backward
from minidnn.grading.part3_dense import dense_backward
from minidnn.grading.part3_loss import binary_cross_entropy_loss_backward
from minidnn.grading.spec import Case, Exercise, Fault, Property


class Model:
    def __init__(self, parameters):
        self.w1, self.b1, self.w2, self.b2, self.w3, self.b3 = parameters

    def predict(self, x):
        a1 = relu(dense(x, self.w1, self.b1))
        a2 = relu(dense(a1, self.w2, self.b2))
        return sigmoid(dense(a2, self.w3, self.b3))

    def evaluate(self, x, y_true):
        return binary_cross_entropy_loss(y_true, self.predict(x))

    def get_gradients(self, x, y_true):
        z1 = dense(x, self.w1, self.b1)
        a1 = relu(z1)
        z2 = dense(a1, self.w2, self.b2)
        a2 = relu(z2)
        z3 = dense(a2, self.w3, self.b3)
        y_pred = sigmoid(z3)
        loss = binary_cross_entropy_loss(y_true, y_pred)

        dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)
        dl_dz3 = sigmoid_backward(z3, dl_dy_pred)
        dl_dw3, dl_db3, dl_da2 = dense_backward(a2, self.w3, dl_dz3)
        dl_dz2 = relu_backward(z2, dl_da2)
        dl_dw2, dl_db2, dl_da1 = dense_backward(a1, self.w2, dl_dz2)
        dl_dz1 = relu_backward(z1, dl_da1)
        dl_dw1, dl_db1, dl_dx = dense_backward(x, self.w1, dl_dz1)
        return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3


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


GET_GRADIENTS = Exercise(
    number="3.5",
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
    faults=(
        Fault(
            "GRADIENTS-STARTS-WITH-ONES",
            "Your way back starts with ones instead of the gradient of the loss.",
            "The first step back goes through the loss itself.",
            edit=(
                (
                    "dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)",
                    "dl_dy_pred = np.ones_like(y_pred)",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-STARTS-WITH-LOSS",
            "Your way back starts with the value of the loss instead of its gradient.",
            "The first step back goes through the loss: there is a backward function for it.",
            edit=(
                (
                    "dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)",
                    "dl_dy_pred = loss * np.ones_like(y_pred)",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-NO-SIGMOID-BACKWARD",
            "The step back through the sigmoid is missing.",
            "Every step of the forward pass has its partner on the way back.",
            edit=(("dl_dz3 = sigmoid_backward(z3, dl_dy_pred)", "dl_dz3 = dl_dy_pred"),),
        ),
        Fault(
            "GRADIENTS-SIGMOID-OUTPUT",
            "sigmoid_backward is given y_pred, the output of the sigmoid, instead of its input.",
            "It wants what went into the sigmoid.",
            edit=(("sigmoid_backward(z3, dl_dy_pred)", "sigmoid_backward(y_pred, dl_dy_pred)"),),
        ),
        Fault(
            "GRADIENTS-FUSED-NO-MEAN",
            "Everything is N times too large: the 1/N of the loss is missing.",
            "Start with binary_cross_entropy_loss_backward; it divides by N.",
            edit=(
                (
                    "dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)",
                    "dl_dy_pred = len(x) * binary_cross_entropy_loss_backward(y_true, y_pred)",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-NO-RELU-BACKWARD",
            "The steps back through both relus are missing.",
            "Every step of the forward pass has its partner on the way back.",
            edit=(
                ("relu_backward(z2, dl_da2)", "dl_da2"),
                ("relu_backward(z1, dl_da1)", "dl_da1"),
            ),
        ),
        Fault(
            "GRADIENTS-NO-RELU-BACKWARD-2",
            "The step back through the relu of layer 2 is missing.",
            "Between dense 3 and dense 2 stands a relu, on the way back too.",
            edit=(("relu_backward(z2, dl_da2)", "dl_da2"),),
        ),
        Fault(
            "GRADIENTS-NO-RELU-BACKWARD-1",
            "The step back through the relu of layer 1 is missing.",
            "Between dense 2 and dense 1 stands a relu, on the way back too.",
            edit=(("relu_backward(z1, dl_da1)", "dl_da1"),),
        ),
        Fault(
            "GRADIENTS-BEFORE-RELU",
            "dense_backward of layers 2 and 3 is given the numbers before the relu (z1, z2).",
            "It wants what came into the layer, and that came out of the relu.",
            edit=(
                ("dense_backward(a2, self.w3, dl_dz3)", "dense_backward(z2, self.w3, dl_dz3)"),
                ("dense_backward(a1, self.w2, dl_dz2)", "dense_backward(z1, self.w2, dl_dz2)"),
            ),
        ),
        Fault(
            "GRADIENTS-BEFORE-RELU-3",
            "dense_backward of layer 3 is given z2, the number before the relu.",
            "It wants what came into layer 3.",
            edit=(("dense_backward(a2, self.w3, dl_dz3)", "dense_backward(z2, self.w3, dl_dz3)"),),
        ),
        Fault(
            "GRADIENTS-BEFORE-RELU-2",
            "dense_backward of layer 2 is given z1, the number before the relu.",
            "It wants what came into layer 2.",
            edit=(("dense_backward(a1, self.w2, dl_dz2)", "dense_backward(z1, self.w2, dl_dz2)"),),
        ),
        Fault(
            "GRADIENTS-WRONG-INPUT-2",
            "dense_backward of layer 2 is given a2, what came out of the layer, instead of what "
            "came in.",
            "Look at the forward line of layer 2: what does dense get there?",
            edit=(("dense_backward(a1, self.w2, dl_dz2)", "dense_backward(a2, self.w2, dl_dz2)"),),
        ),
        Fault(
            "GRADIENTS-WRONG-WEIGHTS",
            "dense_backward of layer 2 is given the weights of another layer.",
            "Look at the forward line of layer 2: which weights does it use?",
            edit=(("dense_backward(a1, self.w2, dl_dz2)", "dense_backward(a1, self.w1, dl_dz2)"),),
        ),
        Fault(
            "GRADIENTS-WRONG-GATE",
            "The relu of layer 1 uses the gate of layer 2 (z2).",
            "Each relu has its own z.",
            edit=(("relu_backward(z1, dl_da1)", "relu_backward(z2, dl_da1)"),),
        ),
        Fault(
            "GRADIENTS-SKIPS-LAYER-2",
            "The gradient for layer 1 comes from layer 3: layer 2 is left out on the way back.",
            "Each line needs the gradient from the line below it.",
            edit=(("relu_backward(z1, dl_da1)", "relu_backward(z1, dl_da2)"),),
        ),
        Fault(
            "GRADIENTS-BACKWARD-ORDER",
            "You return the gradients in the order of the way back, last layer first.",
            "The signature lists them from the front: dl_dx, layer 1, layer 2, layer 3.",
            edit=(
                (
                    "return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                    "return loss, dl_dw3, dl_db3, dl_dw2, dl_db2, dl_dw1, dl_db1, dl_dx",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-X-LAST",
            "You return dl_dx at the end instead of right after the loss.",
            "The signature: loss, dl_dx, then the layers.",
            edit=(
                (
                    "return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                    "return loss, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3, dl_dx",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-BIAS-FIRST",
            "You return each bias gradient before its weight gradient.",
            "Weights first, then the bias.",
            edit=(
                (
                    "return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                    "return loss, dl_dx, dl_db1, dl_dw1, dl_db2, dl_dw2, dl_db3, dl_dw3",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-NO-LOSS",
            "The first of your results is not the loss but the predictions.",
            "Compute the loss of the predictions, too.",
            edit=(("loss = binary_cross_entropy_loss(y_true, y_pred)", "loss = y_pred"),),
        ),
        Fault(
            "GRADIENTS-LOSS-SWAPPED",
            "The gradients are right, but the loss is computed with its arguments swapped.",
            "The truth comes first.",
            edit=(
                (
                    "loss = binary_cross_entropy_loss(y_true, y_pred)",
                    "loss = binary_cross_entropy_loss(y_pred, y_true)",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-UPDATES",
            "The gradients are right, but get_gradients also changes the model.",
            "It only looks. Changing the parameters is the job of the training step in part 4.",
            edit=(
                (
                    "return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                    "self.b3 = self.b3 - 0.01 * dl_db3\n        return loss, dl_dx, dl_dw1, "
                    "dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                ),
            ),
        ),
        Fault(
            "GRADIENTS-ACCUMULATE",
            "A second call adds its gradients to those of the first one.",
            "Each call starts from nothing.",
            edit=(
                (
                    "return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3",
                    "new = dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3\n        "
                    'old = getattr(self, "old", [0] * 6)\n        '
                    "self.old = [a + b for a, b in zip(old, new)]\n        "
                    "return loss, dl_dx, *self.old",
                ),
            ),
        ),
    ),
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
