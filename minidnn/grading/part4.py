"""Part 4 for the grader: the training step and the training loop."""

import numpy as np

from minidnn.datasets import breast_cancer_split
from minidnn.grading.part4_step import TRAIN, Network, network_parameters, train
from minidnn.grading.spec import Case, Exercise, Fault, Property

LOOP_SOURCE = """\
reset_seed(123)
model = Model()
learning_rate = 1e-2

init_loss_plot()
for epoch in range(1000):
    train_loss = train(model, X_train, Y_train, learning_rate)
    val_loss = model.evaluate(X_val, Y_val)
    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
"""


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
        Case("1000 steps on the tumours", real, ("real",), diagnose=False, secret=(x_val, y_val)),
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


TRAINING_LOOP = Exercise(
    number="4.2",
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
    faults=(
        Fault(
            "LOOP-TRAINED-ON-VALIDATION",
            "You train on the validation set and never on the training set.",
            "Which of the two sets is the exam?",
            edit=(("train(model, X_train, Y_train", "train(model, X_val, Y_val"),),
        ),
        Fault(
            "LOOP-LEARNS-FROM-THE-EXAM",
            "The validation set is trained on as well: its loss comes from train, which moves the "
            "parameters.",
            "Measuring the validation loss must not change the model: which method only measures?",
            edit=(("model.evaluate(X_val, Y_val)", "train(model, X_val, Y_val, learning_rate)"),),
        ),
        Fault(
            "LOOP-VALIDATED-ON-TRAINING",
            "Your validation loss is measured on the training set.",
            "The second loss is about data that the network has not trained on.",
            edit=(("model.evaluate(X_val, Y_val)", "model.evaluate(X_train, Y_train)"),),
        ),
        Fault(
            "LOOP-NO-TRAINING",
            "Nothing is trained: both losses are only measured, and both curves stay flat.",
            "evaluate measures, train moves the parameters. One of the two losses has to come "
            "from train.",
            edit=(
                (
                    "train(model, X_train, Y_train, learning_rate)",
                    "model.evaluate(X_train, Y_train)",
                ),
            ),
        ),
        Fault(
            "LOOP-SWAPPED",
            "The two losses have changed places.",
            "Which of the two names goes with the training set?",
            edit=(
                ("train_loss = train", "val_loss = train"),
                ("val_loss = model", "train_loss = model"),
            ),
        ),
        Fault(
            "LOOP-EVALUATED-FIRST",
            "The validation loss is measured before the training step of its turn.",
            "First train, then evaluate: the order of the two comments.",
            edit=(
                (
                    "    train_loss = train(",
                    "    val_loss = model.evaluate(X_val, Y_val)\n    train_loss = train(",
                ),
                ("    val_loss = model.evaluate(X_val, Y_val)\n    add", "    add"),
            ),
        ),
        Fault(
            "LOOP-NEW-MODEL",
            "A new model is made in every turn, so nothing learned is kept.",
            "The model is made once, before the loop.",
            edit=(("    train_loss = train(", "    model = Model()\n    train_loss = train("),),
        ),
        Fault(
            "LOOP-TRAINED-TWICE",
            "Every turn trains twice.",
            "One turn, one call of train. Keep its result and use it again if you need it.",
            edit=(
                (
                    "    train_loss = train(",
                    "    train(model, X_train, Y_train, learning_rate)\n    train_loss = train(",
                ),
            ),
        ),
        Fault(
            "LOOP-TRAIN-LOSS-AFTER",
            "Your training loss is measured after the step; train returns the one before it.",
            "train already returns the loss that belongs in the plot.",
            edit=(
                (
                    "train_loss = train(model, X_train, Y_train, learning_rate)",
                    "train(model, X_train, Y_train, learning_rate)\n    train_loss = "
                    "model.evaluate(X_train, Y_train)",
                ),
            ),
        ),
        Fault(
            "LOOP-SAME-LOSS",
            "Both curves are the same: the validation loss is a copy of the training loss.",
            "The second loss needs its own measurement, on the validation set.",
            edit=(("model.evaluate(X_val, Y_val)", "train_loss"),),
        ),
        Fault(
            "LOOP-RATE-NEGATIVE",
            "The model walks uphill: the sign of the learning rate was changed on the way.",
            "train already subtracts; hand it the learning rate as it is.",
            edit=(("Y_train, learning_rate)", "Y_train, -learning_rate)"),),
        ),
        Fault(
            "LOOP-RATE-TENFOLD",
            "The steps are ten times too long: the learning rate is 0.1 instead of 0.01.",
            "Use the variable learning_rate that stands above the loop.",
            edit=(("Y_train, learning_rate)", "Y_train, 10 * learning_rate)"),),
        ),
        Fault(
            "LOOP-RATE-TENTH",
            "The steps are ten times too short: the learning rate is 0.001 instead of 0.01.",
            "Use the variable learning_rate that stands above the loop.",
            edit=(("Y_train, learning_rate)", "Y_train, learning_rate / 10)"),),
        ),
        Fault(
            "LOOP-ACCURACY",
            "Your validation loss is an accuracy.",
            "Both numbers in the plot are losses; the model has a method that computes one.",
            edit=(("model.evaluate(X_val, Y_val)", "get_accuracy(Y_val, model.predict(X_val))"),),
        ),
        Fault(
            "LOOP-BOTH-SETS",
            "The network trains on training and validation set together.",
            "What the network has trained on cannot examine it.",
            edit=(
                (
                    "train(model, X_train, Y_train, learning_rate)",
                    "train(model, np.concatenate([X_train, X_val]), np.concatenate([Y_train, "
                    "Y_val]), learning_rate)",
                ),
            ),
        ),
        Fault(
            "LOOP-ONE-ROW",
            "Each turn trains on a single row of the training set.",
            "Hand over the whole X_train and Y_train.",
            edit=(
                ("X_train, Y_train, learning_rate)", "X_train[:1], Y_train[:1], learning_rate)"),
            ),
        ),
    ),
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

EXERCISES = [TRAIN, TRAINING_LOOP]
