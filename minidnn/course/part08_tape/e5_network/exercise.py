"""How exercise 8.5, the network on the tape, is graded: cases, points, hints."""

import numpy as np

from minidnn.datasets import breast_cancer_split
from minidnn.grading.spec import Case, Exercise, Property

from ..e2_tensor.reference import Tensor
from ..e3_backward.reference import backward
from ..e4_function.reference import BinaryCrossEntropy, Relu, Sigmoid, apply
from .faults import FAULTS
from .reference import network_loss, tape_step


def tape_probe(student, arrays, x, y_true, learning_rate, steps):
    """The loss and its sources' gradients, then the training: losses and parameters."""
    params = {name: Tensor(a) for name, a in arrays.items()}
    loss = student.network_loss(params, x, y_true)
    backward(loss)
    found = {"loss": float(loss.data)}
    found |= {f"dl_d{name}": p.grad for name, p in params.items() if p.grad is not None}
    params = {name: Tensor(a) for name, a in arrays.items()}
    found["losses"] = np.array(
        [student.tape_step(params, x, y_true, learning_rate) for _ in range(steps)], dtype=float
    )
    return found | {name: p.data for name, p in params.items()}


def tape_cases(rng):
    def case(name, n, sizes, learning_rate, steps):
        arrays = {}
        for layer, (i, o) in enumerate(zip(sizes, sizes[1:]), 1):
            arrays[f"w{layer}"] = rng.uniform(-0.8, 0.8, (i, o))
            arrays[f"b{layer}"] = rng.uniform(-0.2, 0.2, (1, o))
        x = rng.normal(size=(n, sizes[0]))
        y_true = (x[:, :1] + 0.3 * rng.normal(size=(n, 1)) > 0).astype(float)
        return Case(name, (arrays, x, y_true, learning_rate, steps), ("short",))

    x_train, y_train, x_val, y_val = breast_cancer_split()
    state = np.random.RandomState(123)
    arrays = {}
    for layer, size in enumerate(((5, 64), (64, 64), (64, 1)), 1):
        arrays[f"w{layer}"] = state.uniform(-0.5, 0.5, size)
        arrays[f"b{layer}"] = np.zeros((1, size[1]))
    real = (arrays, x_train.astype(np.float64), y_train.astype(np.float64), 1e-2, 1000)
    return [
        case("layers 5-7-3-1", 11, (5, 7, 3, 1), 0.3, 3),
        case("layers of equal width", 7, (5, 5, 5, 1), 0.1, 2),
        case("one row", 1, (3, 5, 7, 1), 0.7, 2),
        case("12 steps", 13, (5, 7, 3, 1), 0.2, 12),
        Case(
            "1000 steps on the tumours",
            real,
            ("real",),
            diagnose=False,
            reference=False,
            secret=(x_val, y_val),
        ),
    ]


def reads(case, expected, got):
    """59 of the 64 tumours of the validation set, with the parameters that came out."""
    x, y = case.secret
    a1 = np.maximum(x @ got["w1"] + got["b1"], 0)
    a2 = np.maximum(a1 @ got["w2"] + got["b2"], 0)
    right = np.mean((a2 @ got["w3"] + got["b3"] > 0) == (y > 0.5))
    if right >= 0.92:
        return None
    return f"the accuracy on the validation set is {right:.1%}, expected 92.2%"


NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")

EXERCISE = Exercise(
    name="tape",
    title="The network on your tape",
    functions=("network_loss", "tape_step"),
    reference=(network_loss, tape_step),
    given=(Tensor, backward, apply, Relu, Sigmoid, BinaryCrossEntropy),
    probe=tape_probe,
    cases=tape_cases,
    arguments=("params", "x", "y_true", "learning_rate", "steps"),
    outputs=("loss", *(f"dl_d{n}" for n in NAMES), "losses", *NAMES),
    curves=("losses",),
    points=20,
    seconds=60,
    properties=(
        Property("the loss of the network", 4, outputs=("loss",), tags=("short",)),
        Property(
            "a tape that leads back to every parameter",
            4,
            tags=("short",),
            outputs=tuple(f"dl_d{n}" for n in NAMES),
        ),
        Property("the losses of the steps", 3, outputs=("losses",), tags=("short",)),
        Property("the parameters after the steps", 4, outputs=NAMES, tags=("short",)),
        Property(
            "92 % of the tumours",
            5,
            kind="judge",
            judge=reads,
            tags=("real",),
            needs="the parameters after the steps",
        ),
    ),
    faults=FAULTS,
    hints=(
        "network_loss: four lines, one for each line of the formula. tape_step: the loss, "
        "backward, a loop over the parameters.",
        "apply(Relu, ...) around Tensor(x) @ w + b. The loop goes over params.values(); each of "
        "them has .data and .grad.",
        "What changes is p.data: the old data minus the learning rate times p.grad. A new Tensor "
        "under the same name would not be the one in params.",
    ),
)
