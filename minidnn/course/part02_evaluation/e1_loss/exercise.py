"""How exercise 2.1, binary_cross_entropy_loss, is graded: cases, points, hints."""

import numpy as np

from minidnn.course.part01_prediction.e4_model.reference import parameters
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import Model, binary_cross_entropy_loss


def evaluation_probe(student, y_true, y_pred, x, parameters):
    """The loss of y_pred; or, given x, a model's loss and what the same loss function says."""
    if x is None:
        loss = student.binary_cross_entropy_loss(y_true, y_pred)
        return {"loss": loss, "evaluate": 0.0, "loss of predict(x)": 0.0}
    model = student.Model(parameters)
    p = model.predict(x)
    return {
        "loss": student.binary_cross_entropy_loss(y_true, 1 - p),  # unmasks a constant
        "evaluate": model.evaluate(x, y_true),
        "loss of predict(x)": student.binary_cross_entropy_loss(y_true, p),
    }


def evaluation_cases(rng):
    def labels(n):
        """Random truths, both kinds present, more zeros than ones."""
        ones = 1 + n // 3
        return rng.permutation(np.repeat([1.0, 0.0], [ones, n - ones])).reshape(n, 1)

    def given(name, y_true, y_pred, tag):
        return Case(name, (y_true, y_pred, None, None), (tag,))

    def model(name, n, i, h1, h2):
        x = rng.normal(size=(n, i))
        small = tuple(p / 2 for p in parameters(rng, i, h1, h2))
        return Case(name, (labels(n), None, x, small), ("model",))

    def predictions(n):
        return rng.uniform(0.02, 0.98, size=(n, 1))

    one, zero = np.array([[1.0]]), np.array([[0.0]])
    y7, y11 = labels(7), labels(11)
    some = np.array([[0.0], [1.0], [1.0], [0.0], [0.3]])
    other = np.array([[1.0], [1.0], [0.0], [0.0], [0.0]])
    return [
        given("7 predictions", y7, predictions(7), "loss"),
        given("50 predictions", labels(50), predictions(50), "loss"),
        given("one prediction of truth 1", one, predictions(1), "loss"),
        given("one prediction of truth 0", zero, predictions(1), "loss"),
        given("float32 numbers", y11.astype("f4"), predictions(11).astype("f4"), "loss"),
        given("very sure predictions", y11, np.abs(y11 - 1e-4 * predictions(11)), "certain"),
        given("certain (exactly 0 or 1) and wrong", y7, 1 - y7, "certain"),
        given("some predictions exactly 0 or 1", other, some, "certain"),
        given("some predictions exactly 0", other, np.minimum(some, 0.9), "certain"),
        given("certain (exactly 0 or 1) and right", y11, y11.copy(), "certain"),
        model("a model with layers 5-3-2-1", 7, 5, 3, 2),
        model("a model with layers 2-7-3-1", 11, 2, 7, 3),
        model("a model and one row", 1, 5, 3, 2),
    ]


def finite(case, expected, got):
    """Within 3 %: the limits 1e-7 and 1 - 1e-7 are coarse in float32."""
    wanted, loss = expected["loss"], got["loss"]
    if not np.isfinite(loss):
        return f"the loss is {loss} ({case.name})"
    if np.ndim(loss) != 0 or abs(loss - wanted) > 0.03 * abs(wanted) + 1e-6:
        return f"the loss is wrong ({case.name})"
    return None


def evaluates(case, expected, got):
    """The model's loss is what the student's own loss says: a mistake there costs points once."""
    mine, loss = got["evaluate"], got["loss of predict(x)"]
    if np.ndim(mine) != 0:
        return f"evaluate returns {np.shape(mine)} numbers, one is expected ({case.name})"
    if not np.isclose(mine, loss, rtol=1e-5) or loss == got["loss"]:
        return f"evaluate is not the loss of the predictions ({case.name})"
    return None


EXERCISE = Exercise(
    name="binary_cross_entropy_loss",
    title="How wrong is a prediction?",
    functions=("binary_cross_entropy_loss", "Model.evaluate"),
    reference=(binary_cross_entropy_loss, Model),
    cases=evaluation_cases,
    probe=evaluation_probe,
    outputs=("loss", "evaluate", "loss of predict(x)"),
    properties=(
        Property("the loss of ordinary predictions", 5, tags=("loss",), outputs=("loss",)),
        Property(
            "the loss of predictions that are exactly 0 or 1, or nearly",
            2,
            kind="judge",
            tags=("certain",),
            judge=finite,
        ),
        Property("the model's evaluate", 2, kind="judge", tags=("model",), judge=evaluates),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Follow the table: limit the predictions, take the surprise of each, average. evaluate is "
        "a call of predict and a call of the loss.",
        "np.clip(values, low, high) limits. The truth is a switch: y times one logarithm plus (1 "
        "- y) times the other.",
        "Clip to 1e-7 and 1 - 1e-7; add up y·ln(p) and (1 - y)·ln(1 - p), number by number; take "
        "np.mean of that and turn its sign. evaluate gives self.predict(x) to this function, as "
        "its second argument.",
    ),
)
