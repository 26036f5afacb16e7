"""Part 2, evaluation: reference, cases and known mistakes of the loss and Model.evaluate."""

import numpy as np

from minidnn.grading.part1 import dense, parameters, relu, sigmoid
from minidnn.grading.spec import Case, Exercise, Fault, Property


def binary_cross_entropy_loss(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    gain = y_true * np.log(p) + (1 - y_true) * np.log(1 - p)
    return -np.mean(gain)


class Model:
    def __init__(self, parameters):
        self.w1, self.b1, self.w2, self.b2, self.w3, self.b3 = parameters

    def predict(self, x):
        a1 = relu(dense(x, self.w1, self.b1))
        a2 = relu(dense(a1, self.w2, self.b2))
        return sigmoid(dense(a2, self.w3, self.b3))

    def evaluate(self, x, y_true):
        return binary_cross_entropy_loss(y_true, self.predict(x))


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


EVALUATION = Exercise(
    number="2.1",
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
    faults=(
        Fault(
            "BCE-NO-CLIP",
            "The logarithm meets a prediction of exactly 0 or 1, and the loss becomes nan or "
            "infinite.",
            "Limit the predictions to the range from 1e-7 to 1 - 1e-7 before the logarithm.",
            edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),),
        ),
        Fault(
            "BCE-CLIP-BELOW-ONLY",
            "You keep the predictions away from 0, but not from 1.",
            "ln(1 - p) has the same trouble at the other end.",
            edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "np.maximum(y_pred, 1e-7)"),),
        ),
        Fault(
            "BCE-CLIP-TINY",
            "You limit the predictions to 1e-12 and 1 - 1e-12; the course uses 1e-7.",
            "Everybody's loss shall be the same: take the limits of the text.",
            edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "np.clip(y_pred, 1e-12, 1 - 1e-12)"),),
        ),
        Fault(
            "BCE-CLIP-WIDE",
            "You limit the predictions to 0.01 and 0.99, which changes ordinary predictions.",
            "The limits are 1e-7 and 1 - 1e-7: so small that only the extremes feel them.",
            edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "np.clip(y_pred, 1e-2, 1 - 1e-2)"),),
        ),
        Fault(
            "BCE-SUM-NO-CLIP",
            "You return the sum instead of the average. And predictions of exactly 0 or 1 still "
            "meet the logarithm.",
            "The formula has a factor of 1/N in front; limit the predictions before it all.",
            edit=(
                ("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),
                ("-np.mean(gain)", "-np.sum(gain)"),
            ),
        ),
        Fault(
            "BCE-MINUS-NO-CLIP",
            "The minus sign in front is missing. And predictions of exactly 0 or 1 still meet the "
            "logarithm.",
            "Logarithms of probabilities are negative, the loss is positive; limit the "
            "predictions before it all.",
            edit=(
                ("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),
                ("-np.mean(gain)", "np.mean(gain)"),
            ),
        ),
        Fault(
            "BCE-NOT-REDUCED-NO-CLIP",
            "You return one number per prediction instead of their average. And predictions of "
            "exactly 0 or 1 still meet the logarithm.",
            "The loss is a single number; limit the predictions before it all.",
            edit=(
                ("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),
                ("-np.mean(gain)", "-gain"),
            ),
        ),
        Fault(
            "BCE-SUM",
            "You return the sum: the average over the N predictions is missing.",
            "The formula has a factor of 1/N in front.",
            edit=(("-np.mean(gain)", "-np.sum(gain)"),),
        ),
        Fault(
            "BCE-MINUS",
            "The minus sign in front is missing: your loss is negative.",
            "Logarithms of probabilities are negative, the loss is positive.",
            edit=(("-np.mean(gain)", "np.mean(gain)"),),
        ),
        Fault(
            "BCE-SWAPPED",
            "Truth and prediction are swapped: you take the logarithm of the truth.",
            "Which of the two is a probability? Check the order of the arguments.",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_pred * np.log(q) + (1 - y_pred) * np.log(1 - q)",
                ),
                ("p = np.clip(y_pred, 1e-7", "q = np.clip(y_true, 1e-7"),
            ),
        ),
        Fault(
            "BCE-ONLY-ONES",
            "The second term is missing: only the tumours with truth 1 count.",
            "What does your loss say about y = 0 and p = 0.99?",
            edit=(("y_true * np.log(p) + (1 - y_true) * np.log(1 - p)", "y_true * np.log(p)"),),
        ),
        Fault(
            "BCE-ONLY-ZEROS",
            "The first term is missing: only the tumours with truth 0 count.",
            "What does your loss say about y = 1 and p = 0.01?",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "(1 - y_true) * np.log(1 - p)",
                ),
            ),
        ),
        Fault(
            "BCE-NO-SWITCH",
            "The factors y and 1 - y are missing: both terms count for every prediction.",
            "The truth works as a switch that leaves one of the two terms.",
            edit=(
                ("y_true * np.log(p) + (1 - y_true) * np.log(1 - p)", "np.log(p) + np.log(1 - p)"),
            ),
        ),
        Fault(
            "BCE-INNER-MINUS",
            "There is a minus between the two terms where a plus is needed.",
            "The minus stands in front of the sum, once, for both.",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_true * np.log(p) - (1 - y_true) * np.log(1 - p)",
                ),
            ),
        ),
        Fault(
            "BCE-SAME-LOG",
            "Both of your terms use ln p; the second one needs ln(1 - p).",
            'What probability does the network give to "0"?',
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_true * np.log(p) + (1 - y_true) * np.log(p)",
                ),
            ),
        ),
        Fault(
            "BCE-LOG2",
            "You use the logarithm to base 2; all values are 1.4427 times too large.",
            "The natural logarithm is np.log.",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_true * np.log2(p) + (1 - y_true) * np.log2(1 - p)",
                ),
            ),
        ),
        Fault(
            "BCE-LOG10",
            "You use the logarithm to base 10; all values are 0.4343 of what they should be.",
            "The natural logarithm is np.log.",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_true * np.log10(p) + (1 - y_true) * np.log10(1 - p)",
                ),
            ),
        ),
        Fault(
            "BCE-NOT-REDUCED",
            "You return one number per prediction instead of their average.",
            "The loss is a single number.",
            edit=(("-np.mean(gain)", "-gain"),),
        ),
        Fault(
            "BCE-N-BY-N",
            "One of your arrays has lost an axis: NumPy pairs every truth with every prediction "
            "(N×N numbers).",
            "Print the shapes. Keep y_true and y_pred as the columns they are.",
            edit=(
                (
                    "y_true * np.log(p) + (1 - y_true) * np.log(1 - p)",
                    "y_true[:, 0] * np.log(p) + (1 - y_true[:, 0]) * np.log(1 - p)",
                ),
            ),
        ),
        Fault(
            "BCE-SQUARED-ERROR",
            "That is the mean squared error, another loss.",
            "Here the surprise of each prediction is a logarithm.",
            edit=(("y_true * np.log(p) + (1 - y_true) * np.log(1 - p)", "-((y_true - p) ** 2)"),),
        ),
        Fault(
            "BCE-ABSOLUTE-ERROR",
            "That is the mean absolute error, another loss.",
            "Here the surprise of each prediction is a logarithm.",
            edit=(("y_true * np.log(p) + (1 - y_true) * np.log(1 - p)", "-np.abs(y_true - p)"),),
        ),
        Fault(
            "BCE-HALVED",
            "Your loss is half as large as it should be: you divide by 2N.",
            "There is one surprise per prediction, not two: one of the terms is always 0.",
            edit=(("-np.mean(gain)", "-np.mean(gain) / 2"),),
        ),
        Fault(
            "EVAL-SWAPPED",
            "evaluate gives the loss function its arguments in the wrong order.",
            "The signature says: the truth first, then the prediction.",
            edit=(
                (
                    "binary_cross_entropy_loss(y_true, self.predict(x))",
                    "binary_cross_entropy_loss(self.predict(x), y_true)",
                ),
            ),
        ),
        Fault(
            "EVAL-WITHOUT-PREDICT",
            "evaluate compares the truth with the input x instead of the predictions for x.",
            "What has to happen to x first?",
            edit=(("self.predict(x)", "x"),),
        ),
        Fault(
            "EVAL-DECIDES",
            "evaluate rounds the predictions to 0 and 1 before the loss.",
            "The loss wants probabilities: 0.6 and 0.9 are not the same to it.",
            edit=(("self.predict(x)", "np.round(self.predict(x))"),),
        ),
        Fault(
            "EVAL-ACCURACY",
            "evaluate returns the accuracy instead of the loss.",
            "The result is what binary_cross_entropy_loss says about the predictions.",
            edit=(
                (
                    "binary_cross_entropy_loss(y_true, self.predict(x))",
                    "np.mean((self.predict(x) > 0.5) == (y_true > 0.5))",
                ),
            ),
        ),
        Fault(
            "EVAL-TOTAL",
            "evaluate multiplies the loss by the number of rows.",
            "The loss function has averaged already; pass on what it returns.",
            edit=(
                (
                    "binary_cross_entropy_loss(y_true, self.predict(x))",
                    "binary_cross_entropy_loss(y_true, self.predict(x)) * len(x)",
                ),
            ),
        ),
        Fault(
            "EVAL-PREDICTIONS",
            "evaluate returns the predictions instead of their loss.",
            "One step is missing: compare the predictions with the truth.",
            edit=(("binary_cross_entropy_loss(y_true, self.predict(x))", "self.predict(x)"),),
        ),
    ),
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

EXERCISES = [EVALUATION]
