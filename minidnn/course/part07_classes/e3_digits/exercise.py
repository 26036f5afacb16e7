"""How exercise 7.3, digits, is graded: cases, points, hints."""

import numpy as np

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part03_backpropagation.e3_relu_backward.reference import relu_backward
from minidnn.course.part03_backpropagation.e4_dense_backward.reference import dense_backward
from minidnn.course.part05_checking.e2_initialisation.reference import he_normal
from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches, standardise
from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.datasets import load_digits
from minidnn.grading.spec import Case, Exercise, Property

from ..e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)
from .faults import FAULTS
from .reference import digits_gradients, predict_digits, train_digits

NEURONS = 64
TRAINING_ROWS = 1500


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
        Case(f"{TRAINING_ROWS} images, 10 rounds", full, ("full",), False, False, y_val),
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


_CHAIN = ("dl_dw1", "dl_db1", "dl_dw2", "dl_db2")


EXERCISE = Exercise(
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
    faults=FAULTS,
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
