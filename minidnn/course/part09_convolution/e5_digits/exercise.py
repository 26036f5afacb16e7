"""How exercise 9.5, digits_cnn, is graded: cases, points, hints."""

import numpy as np

from minidnn.datasets import load_digits
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import (
    Conv,
    CrossEntropy,
    Flatten,
    Norm,
    Pool,
    Relu,
    Tensor,
    apply,
    backward,
    conv_norm,
    digits_cnn,
    first_cnn,
    residual_block,
    train_cnn,
)


def cnn_probe(student, seed, channels, x, y_true, x_val, epochs):
    """The block and the network, forward and back, in training and after it; or the training."""
    rng = np.random.default_rng(seed)
    params, running = first_cnn(rng, channels)
    if epochs:
        network = student.digits_cnn
        train_cnn(network, params, running, x, y_true, epochs, 50, 0.02, rng)
        return {"val_labels": np.argmax(network(params, running, x_val, False).data, axis=1)}
    for p in params.values():
        p.data = p.data + 0.1 * rng.normal(size=p.data.shape)
    block_in = Tensor(rng.normal(size=(2, channels, 4, 4)))
    block = student.residual_block(block_in, params, running, True)
    scores = student.digits_cnn(params, running, x, True)
    found = {"block": block.data, "scores": scores.data}
    backward(apply(CrossEntropy(y_true), scores))
    for name in ("conv1.weight", "conv2.weight", "conv3.gamma", "dense.weight"):
        grad = params[name].grad
        found[name] = np.zeros(params[name].data.shape) if grad is None else grad
    found["later"] = student.digits_cnn(params, running, x, False).data
    found["running"] = np.concatenate([running[n]["mean"] for n in ("conv1", "conv2", "conv3")])
    return found | {"val_labels": np.argmax(found["later"], axis=1)}


def cnn_cases(rng):
    images, target = load_digits(return_X_y=True)
    order = np.random.RandomState(0).permutation(len(images))  # the split of the page
    x, y = images[order].reshape(-1, 1, 8, 8) / 16.0, target[order]

    def short(name, n, channels):
        some = rng.integers(0, 1000, size=n)
        return Case(name, (int(rng.integers(2**31)), channels, x[some], y[some], x[:1], 0),
                    ("short",))  # fmt: skip

    real = (1, 12, x[:1500], y[:1500], x[1500:], 3)
    return [
        short("5 pictures, 3 channels", 5, 3),
        short("7 pictures, 2 channels", 7, 2),
        Case("three rounds with 1500 pictures", real, ("real",), diagnose=False, reference=False,
             secret=y[1500:]),
    ]  # fmt: skip


def reads(share):
    def judge(case, expected, got):
        labels = np.asarray(got["val_labels"])
        if labels.shape != case.secret.shape:
            return f"the labels have shape {labels.shape}, expected {case.secret.shape}"
        right = np.mean(labels == case.secret)
        return None if right >= share else f"{right:.1%} are read correctly, expected {share:.0%}"

    return judge


GRADIENTS = ("conv1.weight", "conv2.weight", "conv3.gamma", "dense.weight")

EXERCISE = Exercise(
    name="digits_cnn",
    title="A network of convolutions that reads digits",
    functions=("residual_block", "digits_cnn"),
    reference=(residual_block, digits_cnn),
    given=(
        Tensor,
        apply,
        backward,
        Relu,
        Conv,
        Norm,
        Pool,
        Flatten,
        CrossEntropy,
        conv_norm,
        first_cnn,
        train_cnn,
    ),
    probe=cnn_probe,
    cases=cnn_cases,
    arguments=("seed", "channels", "x", "y_true", "x_val", "epochs"),
    outputs=("block", "scores", *GRADIENTS, "later", "running"),
    points=20,
    seconds=90,
    properties=(
        Property("the residual block", 4, outputs=("block",), tags=("short",)),
        Property("the scores in training", 4, outputs=("scores",), tags=("short",)),
        Property("a tape that leads back to every layer", 4, outputs=GRADIENTS, tags=("short",)),
        Property("the scores afterwards", 2, outputs=("later",), tags=("short",)),
        Property("running averages of every layer", 1, outputs=("running",), tags=("short",)),
        Property(
            "96 % of the digits",
            2,
            kind="judge",
            judge=reads(0.96),
            tags=("real",),
            needs="a tape that leads back to every layer",
        ),
        Property(
            "98 % of the digits",
            3,
            kind="judge",
            judge=reads(0.98),
            tags=("real",),
            needs="a tape that leads back to every layer",
        ),
    ),
    faults=FAULTS,
    hints=(
        "residual_block: three lines, the two convolutions and the sum. digits_cnn: the table, "
        "line by line.",
        "apply(Relu, conv_norm(x, params, running, the layer's name, training)) is one step. The "
        "plus of two tensors is recorded by the tape, too.",
        "The second convolution of the block has no relu of its own: the sum with x comes first, "
        "and the relu around it. In digits_cnn every line takes the a of the line before.",
    ),
)
