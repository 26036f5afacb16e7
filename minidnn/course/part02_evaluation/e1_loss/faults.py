"""Known mistakes of exercise 2.1, binary_cross_entropy_loss."""

from minidnn.grading.spec import Fault

FAULTS = (
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
)
