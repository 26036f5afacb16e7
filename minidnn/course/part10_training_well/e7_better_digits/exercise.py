"""How exercise 10.7, better_digits, is graded."""

import numpy as np

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part03_backpropagation.e3_relu_backward.reference import relu_backward
from minidnn.course.part03_backpropagation.e4_dense_backward.reference import dense_backward
from minidnn.course.part05_checking.e2_initialisation.reference import he_normal
from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches
from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.course.part07_classes.e3_digits.reference import predict_digits
from minidnn.datasets import load_digits
from minidnn.grading.spec import Case, Exercise, Property

from ..e1_label_smoothing.reference import smooth_loss, smooth_loss_backward
from ..e3_early_stopping.reference import restore, should_stop
from .faults import FAULTS
from .reference import smooth_gradients, train_well


def better_probe(student, params, train, watch, x_test, settings, seed):
    """Loss and gradients before the training, the watched curve, weights and labels after it."""
    params = {name: p.copy() for name, p in params.items()}
    epochs, batch_size, learning_rate, smoothing, patience = settings
    loss, grads = student.smooth_gradients(params, *train, smoothing)
    result = {"loss": loss, **{"dl_d" + name: grads[name] + 0 for name in params}}
    watched = student.train_well(
        params, train, watch, epochs, batch_size, learning_rate, smoothing, patience,
        np.random.default_rng(seed),
    )  # fmt: skip
    result["watched"] = np.array(watched, dtype=float)
    result["w2"] = params["w2"]
    return {**result, "labels": predict_digits(params, x_test)}


def cases(rng):
    images, target = load_digits(return_X_y=True)
    order = np.random.RandomState(0).permutation(len(images))  # the split of the page
    x, y = images[order] / 8.0 - 1.0, target[order]

    def case(name, neurons, n, n_watch, settings, full=False):
        params = {
            "w1": he_normal(64, neurons, rng),
            "b1": np.zeros((1, neurons)),
            "w2": he_normal(neurons, 10, rng),
            "b2": np.zeros((1, 10)),
        }
        watch = (x[1300 : 1300 + n_watch], y[1300 : 1300 + n_watch])
        x_test, y_test = (x[1500:], y[1500:]) if full else (x[1500:1507], y[1500:1507])
        args = (params, (x[:n], y[:n]), watch, x_test, settings, int(rng.integers(2**31)))
        tag = ("full" if full else "short",)
        return Case(name, args, tag, diagnose=not full, reference=not full, secret=y_test)

    return [
        case("31 images, 3 rounds", 11, 31, 17, (3, 7, 0.003, 0.2, 5)),
        case("13 images, stops", 7, 13, 11, (9, 5, 0.08, 0.1, 1)),
        case("23 images, patience 2", 5, 23, 19, (7, 23, 0.3, 0.3, 2)),
        case("1300 images", 128, 1300, 200, (60, 50, 0.003, 0.1, 8), full=True),
    ]


def reads(share):
    """A judge: this share of the test images must be read correctly."""

    def judge(case, expected, got):
        labels = np.asarray(got["labels"])
        if labels.shape != case.secret.shape:
            return f"the labels have shape {labels.shape}, expected {case.secret.shape}"
        right = np.mean(labels == case.secret)
        if right >= share:
            return None
        return f"{right:.1%} of the digits are read correctly, expected {share:.0%}"

    return judge


EXERCISE = Exercise(
    name="better_digits",
    title="Digits, read better",
    functions=("smooth_gradients", "train_well"),
    reference=(smooth_gradients, train_well),
    given=(
        dense,
        relu,
        relu_backward,
        dense_backward,
        iterate_minibatches,
        adam_step,
        predict_digits,
        smooth_loss,
        smooth_loss_backward,
        should_stop,
        restore,
    ),
    probe=better_probe,
    arguments=("params", "train", "watch", "x_test", "settings", "seed"),
    cases=cases,
    outputs=("loss", "dl_dw1", "dl_db1", "dl_dw2", "dl_db2", "watched", "w2", "labels"),
    points=20,
    seconds=60,
    properties=(
        Property("the loss", 2, outputs=("loss",), tags=("short",)),
        Property("the gradients of the last layer", 3, outputs=("dl_dw2", "dl_db2"),
                 tags=("short",)),
        Property("the gradients of the first layer", 3, outputs=("dl_dw1", "dl_db1"),
                 tags=("short",)),
        Property("the watched losses", 4, outputs=("watched",), tags=("short",)),
        Property("the weights that remain", 3, outputs=("w2",), tags=("short",)),
        Property("97 % of the digits", 3, kind="judge", tags=("full",), judge=reads(0.97),
                 needs="the watched losses"),
        Property("98 % of the digits", 2, kind="judge", tags=("full",), judge=reads(0.98),
                 needs="the watched losses"),
    ),  # fmt: skip
    faults=FAULTS,
    hints=(
        "smooth_gradients is digits_gradients of 7.3 with another end: the two functions of 10.1 "
        "work on the scores directly, without log_softmax between.",
        "One round: the batches, each with its gradients and a step of Adam; then the loss of the "
        "images in `watch`; then the question of 10.3.",
        "The loss of `watch` is the first thing that smooth_gradients returns for it. After the "
        "loop the best weights have to come back.",
    ),
)
