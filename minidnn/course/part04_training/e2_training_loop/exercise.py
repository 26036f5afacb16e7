"""How exercise 4.2, training_loop, is graded: cases, points, hints."""

import numpy as np

from minidnn.datasets import breast_cancer_split
from minidnn.grading.spec import Case, Exercise, Property

from ..e1_train.reference import Network, network_parameters, train
from .faults import FAULTS
from .reference import LOOP_SOURCE


def loop_probe(student, parameters, x_train, y_train, x_val, y_val, steps):
    """Run the cell with stand-ins for the model, the plot and `range`, and look at what it drew."""
    drawn = []

    def record(*losses):
        if len(drawn) < 5000:
            drawn.append([float(loss) for loss in losses])

    def nothing(*args, **options):
        return None

    def shorter(*limits):
        return range(steps) if limits == (1000,) else range(*limits)

    def accuracy(y_true, y_pred):
        return float(np.mean((y_pred > 0.5) == (y_true > 0.5)))

    names = student.training_loop(
        {
            "Model": lambda: Network(parameters),
            "reset_seed": nothing,
            "load_data": lambda: (x_train, y_train, x_val, y_val),
            "X_train": x_train,
            "Y_train": y_train,
            "X_val": x_val,
            "Y_val": y_val,
            "range": shorter,
            "init_loss_plot": nothing,
            "add_loss_to_plot": record,
            "finish_loss_plot": nothing,
            "get_accuracy": accuracy,
        }
    )
    curves = np.array(drawn).reshape(len(drawn), 2)
    model = names["model"]
    return {
        "train_loss": curves[:, 0],
        "val_loss": curves[:, 1],
        "w1": model.w1,
        "b1": model.b1,
        "w2": model.w2,
        "b2": model.b2,
        "w3": model.w3,
        "b3": model.b3,
    }


def loop_cases(rng):
    def case(name, n, n_val, sizes, steps):
        x = rng.normal(size=(n + n_val, sizes[0]))
        y = (x[:, :1] + x[:, 1:2] + 0.5 * rng.normal(size=(len(x), 1)) > 0).astype(float)
        return Case(
            name, (network_parameters(rng, sizes), x[:n], y[:n], x[n:], y[n:], steps), ("short",)
        )

    x_train, y_train, x_val, y_val = breast_cancer_split()
    state = np.random.RandomState(123)
    weights = [state.uniform(-0.5, 0.5, size) for size in ((5, 64), (64, 64), (64, 1))]
    parameters = tuple(
        p.astype(np.float32) for w in weights for p in (w, np.zeros((1, w.shape[1])))
    )
    real = (parameters, x_train, y_train, x_val, y_val, 1000)
    return [
        case("20 steps on made-up data", 23, 7, (5, 7, 3, 1), 20),
        case("15 steps with as many validation as training rows", 11, 11, (5, 5, 5, 1), 15),
        Case("1000 steps on the tumours", real, ("real",), False, False, (x_val, y_val)),
    ]


def reaches(share):
    """A judge: the trained parameters must be right for this share of the validation set."""

    def judge(case, expected, got):
        x_val, y_val = case.secret
        right = np.mean(
            (Network([got[n] for n in ("w1", "b1", "w2", "b2", "w3", "b3")]).predict(x_val) > 0.5)
            == y_val
        )
        return (
            None
            if right >= share
            else f"the accuracy on the validation set is {right:.1%}, expected {share:.1%} or more"
        )

    return judge


EXERCISE = Exercise(
    name="training_loop",
    title="The training loop: 92.2 %",
    functions=("training_loop",),
    cell=True,
    reference=LOOP_SOURCE,
    given=(Network, train),
    probe=loop_probe,
    arguments=("parameters", "X_train", "Y_train", "X_val", "Y_val", "steps"),
    cases=loop_cases,
    outputs=("train_loss", "val_loss", "w1", "b1", "w2", "b2", "w3", "b3"),
    curves=("train_loss", "val_loss"),
    points=20,
    seconds=60,
    properties=(
        Property("the curve of the training loss", 4, tags=("short",), outputs=("train_loss",)),
        Property("the curve of the validation loss", 4, tags=("short",), outputs=("val_loss",)),
        Property(
            "the trained parameters",
            4,
            tags=("short",),
            outputs=("w1", "b1", "w2", "b2", "w3", "b3"),
        ),
        Property(
            "an accuracy of 90 % on the validation set",
            4,
            kind="judge",
            tags=("real",),
            judge=reaches(0.90),
            needs="the trained parameters",
        ),
        Property(
            "an accuracy of 92 % on the validation set",
            4,
            kind="judge",
            tags=("real",),
            judge=reaches(0.92),
            needs="the trained parameters",
        ),
    ),
    faults=FAULTS,
    hints=(
        "Two lines, two function calls. One of them moves the parameters, the other one only "
        "looks.",
        "The training loss is what your train returns for the training set; the validation loss "
        "is what the model's "
        "method evaluate returns for the validation set.",
        "train wants model, inputs, labels and the learning rate, in this order. evaluate wants "
        "inputs and labels. "
        "Keep the order: first train, then evaluate.",
    ),
)
