"""Exercise 7.3 for the grader: a network that reads handwritten digits."""

import numpy as np

from minidnn.datasets import load_digits
from minidnn.grading.part1_activations import relu
from minidnn.grading.part1_dense import dense
from minidnn.grading.part3_activations import relu_backward
from minidnn.grading.part3_dense import dense_backward
from minidnn.grading.part5 import he_normal
from minidnn.grading.part6_adam import adam_step
from minidnn.grading.part6_batches import iterate_minibatches, standardise
from minidnn.grading.part7_loss import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)
from minidnn.grading.spec import Case, Exercise, Fault, Property

NEURONS = 64
TRAINING_ROWS = 1500


def digits_gradients(params, x, y_true):
    z1 = dense(x, params["w1"], params["b1"])
    a1 = relu(z1)
    z2 = dense(a1, params["w2"], params["b2"])
    log_p = log_softmax(z2)
    loss = nll_loss(y_true, log_p)
    dl_dlog_p = nll_loss_backward(y_true, log_p)
    dl_dz2 = log_softmax_backward(z2, dl_dlog_p)
    dl_dw2, dl_db2, dl_da1 = dense_backward(a1, params["w2"], dl_dz2)
    dl_dz1 = relu_backward(z1, dl_da1)
    dl_dw1, dl_db1, dl_dx = dense_backward(x, params["w1"], dl_dz1)
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def predict_digits(params, x):
    a1 = relu(dense(x, params["w1"], params["b1"]))
    z2 = dense(a1, params["w2"], params["b2"])
    return np.argmax(z2, axis=1)


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    losses, state = [], {}
    for _ in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            loss, grads = digits_gradients(params, x_batch, y_batch)
            adam_step(params, grads, state, learning_rate)
            losses.append(loss)
    return losses


def first_parameters(rng):
    """Weights of a network with 64 inputs, one hidden layer and 10 outputs."""
    return {
        "w1": he_normal(64, NEURONS, rng),
        "b1": np.zeros((1, NEURONS)),
        "w2": he_normal(NEURONS, 10, rng),
        "b2": np.zeros((1, 10)),
    }


def digits_probe(student, params, x, y_true, x_val, epochs, batch_size, learning_rate, seed):
    """Gradients and predictions before the training, the curve, predictions after it."""
    params = {name: p.copy() for name, p in params.items()}
    loss, grads = student.digits_gradients(params, x, y_true)
    before = student.predict_digits(params, x)
    grads = {name: grads[name].copy() for name in ("w1", "b1", "w2", "b2")}
    losses = student.train_digits(
        params, x, y_true, epochs, batch_size, learning_rate, np.random.default_rng(seed)
    )
    return {
        "loss": loss,
        **{"dl_d" + name: g for name, g in grads.items()},
        "labels": before,
        "losses": np.array(losses, dtype=float),
        "val_labels": student.predict_digits(params, x_val),
    }


def digits_cases(rng):
    images, target = load_digits(return_X_y=True)
    order = np.random.RandomState(0).permutation(len(images))  # the split of the page
    x, y = images[order].astype(np.float64), target[order]
    x_train, x_val = standardise(x[:TRAINING_ROWS], x[TRAINING_ROWS:])
    y_train, y_val = y[:TRAINING_ROWS], y[TRAINING_ROWS:]

    def short(name, rows, epochs, batch_size, learning_rate):
        start = int(rng.integers(0, 1000))
        some = slice(start, start + rows)
        args = (first_parameters(rng), x_train[some], y_train[some], x_val[:23], epochs, batch_size,
                learning_rate, int(rng.integers(2**31)))  # fmt: skip
        return Case(name, args, ("short",), secret=y_val[:23])

    full = (first_parameters(rng), x_train, y_train, x_val, 10, 50, 0.01, int(rng.integers(2**31)))
    return [
        short("67 images, 3 rounds", 67, 3, 13, 0.003),
        short("31 images, 4 rounds", 31, 4, 31, 0.02),
        short("10 images in batches of 3", 10, 2, 3, 0.007),
        Case(f"{TRAINING_ROWS} images, 10 rounds", full, ("full",), diagnose=False, secret=y_val),
    ]


def reads(share):
    """A judge: this share of the validation images must be read correctly."""

    def judge(case, expected, got):
        labels, y_val = np.asarray(got["val_labels"]), case.secret
        if labels.shape != y_val.shape:
            return f"the predicted labels have shape {labels.shape}, expected {y_val.shape}"
        right = np.mean(labels == y_val)
        return (
            None
            if right >= share
            else f"{right:.1%} of the digits are read correctly, expected {share:.0%}"
        )

    return judge


_STEP = "adam_step(params, grads, state, learning_rate)"
_GRADIENTS = "digits_gradients(params, x_batch, y_batch)"
_CHAIN = ("dl_dw1", "dl_db1", "dl_dw2", "dl_db2")

DIGITS = Exercise(
    number="7.3",
    name="digits",
    title="A network that reads digits",
    functions=("digits_gradients", "predict_digits", "train_digits"),
    reference=(digits_gradients, predict_digits, train_digits),
    given=(
        dense,
        relu,
        relu_backward,
        dense_backward,
        he_normal,
        iterate_minibatches,
        standardise,
        adam_step,
        log_softmax,
        log_softmax_backward,
        nll_loss,
        nll_loss_backward,
    ),  # fmt: skip
    probe=digits_probe,
    arguments=("params", "x", "y_true", "x_val", "epochs", "batch_size", "learning_rate", "seed"),
    cases=digits_cases,
    outputs=("loss", *_CHAIN, "labels", "losses", "val_labels"),
    curves=("losses",),
    points=20,
    seconds=60,
    properties=(
        Property("the loss of the network", 2, outputs=("loss",), tags=("short",)),
        Property(
            "the gradients of the last layer", 2, outputs=("dl_dw2", "dl_db2"), tags=("short",)
        ),
        Property(
            "the gradients of the first layer", 3, outputs=("dl_dw1", "dl_db1"), tags=("short",)
        ),
        Property("the predicted labels", 3, outputs=("labels",), tags=("short",)),
        Property("the curve of the training", 4, outputs=("losses",), tags=("short",)),
        Property(
            "90 % of the digits",
            3,
            kind="judge",
            tags=("full",),
            judge=reads(0.90),
            needs="the curve of the training",
        ),
        Property(
            "95 % of the digits",
            3,
            kind="judge",
            tags=("full",),
            judge=reads(0.95),
            needs="the curve of the training",
        ),
    ),
    faults=(
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
    ),
    hints=(
        "The way forward has five stations, the way back the same five in reverse. Part 3 has done "
        "it for three layers; here the end is log_softmax and nll_loss.",
        "Every backward function gets what its forward function got, and the gradient that comes "
        "from behind. A label is the column of the largest entry in a row.",
        "In the loop: loss and gradients of the batch from digits_gradients, then one adam_step "
        "with "
        "params, grads, state and the learning rate.",
    ),
)
