"""Known mistakes of exercise 3.5, get_gradients."""

from minidnn.grading.spec import Fault

FAULTS = (
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
)
