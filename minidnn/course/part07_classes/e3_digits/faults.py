"""Known mistakes of exercise 7.3, digits."""

from minidnn.grading.spec import Fault

_STEP = "adam_step(params, grads, state, learning_rate)"
_GRADIENTS = "digits_gradients(params, x_batch, y_batch)"


FAULTS = (
    Fault(
        "DIGITS-ARGMAX-AXIS",
        "argmax runs over the images, not over the classes.",
        "For every image (row) you look for the best of ten classes.",
        edit=(("np.argmax(z2, axis=1)", "np.argmax(z2, axis=0)"),),
    ),
    Fault(
        "DIGITS-ARGMAX-ALL",
        "argmax without an axis gives one number for all images together.",
        "Name the axis along which the classes stand.",
        edit=(("np.argmax(z2, axis=1)", "np.argmax(z2)"),),
    ),
    Fault(
        "DIGITS-MAX",
        "You return the largest score itself, not the place where it stands.",
        "The label is the number of the column.",
        edit=(("np.argmax(z2, axis=1)", "np.max(z2, axis=1)"),),
    ),
    Fault(
        "DIGITS-ARGMIN",
        "You choose the least probable class.",
        "A larger log-probability is a larger probability.",
        edit=(("np.argmax(z2, axis=1)", "np.argmin(z2, axis=1)"),),
    ),
    Fault(
        "DIGITS-LABEL-COLUMN",
        "The predicted labels have an axis too many: (N, 1).",
        "One whole number per image: shape (N,).",
        edit=(("np.argmax(z2, axis=1)", "np.argmax(z2, axis=1, keepdims=True)"),),
    ),
    Fault(
        "DIGITS-FROM-ONE",
        "Your labels count from 1.",
        "Column 0 stands for the digit 0.",
        edit=(("np.argmax(z2, axis=1)", "np.argmax(z2, axis=1) + 1"),),
    ),
    Fault(
        "DIGITS-PREDICT-NO-RELU",
        "predict_digits leaves out the ReLU.",
        "Predict with the same network that you train.",
        edit=(
            (
                '    a1 = relu(dense(x, params["w1"], params["b1"]))',
                '    a1 = dense(x, params["w1"], params["b1"])',
            ),
        ),
    ),
    Fault(
        "DIGITS-NO-RELU",
        "The hidden layer has no ReLU, forward or backward: two dense layers in a row are "
        "only one.",
        "Something between the layers has to bend.",
        edit=(("a1 = relu(z1)", "a1 = z1"), ("relu_backward(z1, dl_da1)", "dl_da1")),
    ),
    Fault(
        "DIGITS-NO-RELU-BACKWARD",
        "The way back skips the ReLU.",
        "Every step of the way forward has its counterpart on the way back.",
        edit=(("relu_backward(z1, dl_da1)", "dl_da1"),),
    ),
    Fault(
        "DIGITS-RELU-ON-SCORES",
        "There is a ReLU on the last layer.",
        "The scores of the classes may be negative.",
        edit=(("log_p = log_softmax(z2)", "log_p = log_softmax(relu(z2))"),),
    ),
    Fault(
        "DIGITS-NO-SOFTMAX-BACKWARD",
        "The way back skips log_softmax_backward.",
        "Every step of the way forward has its counterpart on the way back.",
        edit=(("log_softmax_backward(z2, dl_dlog_p)", "dl_dlog_p"),),
    ),
    Fault(
        "DIGITS-Z1-FOR-A1",
        "dense_backward of layer 2 gets z1; what came into layer 2 is a1.",
        "a_prev is the output of the layer before, after its activation.",
        edit=(("dense_backward(a1, ", "dense_backward(z1, "),),
    ),
    Fault(
        "DIGITS-DIVIDED-AGAIN",
        "The gradients are divided by the number of images a second time.",
        "nll_loss_backward already holds the 1/N.",
        edit=(
            (
                'return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}',
                'grads = {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}\n'
                "    return loss, {name: g / len(x) for name, g in grads.items()}",
            ),
        ),
    ),
    Fault(
        "DIGITS-NO-STEP",
        "The parameters are never updated: the curve does not fall.",
        "After the gradients comes a step of Adam.",
        edit=((_STEP, "pass"),),
    ),
    Fault(
        "DIGITS-NEW-STATE",
        "Adam gets a new, empty state at every step and forgets everything.",
        "The state is made once and handed over each time.",
        edit=((_STEP, "adam_step(params, grads, {}, learning_rate)"),),
    ),
    Fault(
        "DIGITS-ALL-IMAGES",
        "Each step uses all images and not the batch.",
        "The loop gives you x_batch and y_batch.",
        edit=((_GRADIENTS, "digits_gradients(params, x, y_true)"),),
    ),
    Fault(
        "DIGITS-FIXED-RATE",
        "You always use the learning rate 0.01, whatever was asked for.",
        "Use the argument, not its usual value.",
        edit=((_STEP, "adam_step(params, grads, state, 0.01)"),),
    ),
    Fault(
        "DIGITS-RATE-TENFOLD",
        "Your steps are ten times too long.",
        "Hand the learning rate over as it is.",
        edit=((_STEP, "adam_step(params, grads, state, 10 * learning_rate)"),),
    ),
    Fault(
        "DIGITS-RATE-TENTH",
        "Your steps are ten times too short.",
        "Hand the learning rate over as it is.",
        edit=((_STEP, "adam_step(params, grads, state, learning_rate / 10)"),),
    ),
    Fault(
        "DIGITS-UPHILL",
        "The training walks uphill.",
        "adam_step already subtracts; hand the learning rate over as it is.",
        edit=((_STEP, "adam_step(params, grads, state, -learning_rate)"),),
    ),
    Fault(
        "DIGITS-STEP-TWICE",
        "Two steps are made with the same gradients.",
        "One batch, one step.",
        edit=(
            (
                _STEP,
                "adam_step(params, grads, state, learning_rate)\n            "
                "adam_step(params, grads, state, learning_rate)",
            ),
        ),
    ),
    Fault(
        "DIGITS-PLAIN-STEP",
        "The step is plain gradient descent; Adam was asked for.",
        "adam_step is given: call it.",
        edit=(
            (
                _STEP,
                "params.update({n: params[n] - learning_rate * g for n, g in grads.items()})",
            ),
        ),
    ),
    Fault(
        "DIGITS-LOSS-AFTER",
        "You record the loss after the step.",
        "digits_gradients gives the loss that belongs to its gradients: keep that one.",
        edit=(
            (
                _STEP,
                "adam_step(params, grads, state, learning_rate)\n            loss = "
                "digits_gradients(params, x_batch, y_batch)[0]",
            ),
        ),
    ),
)
