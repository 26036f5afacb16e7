"""Known mistakes of exercise 3.1, binary_cross_entropy_loss_backward."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "BCEB-NO-MEAN",
        "Your gradient is N times too large: the 1/N of the average is missing.",
        "The loss is an average, so each prediction moves it only by one N-th.",
        edit=(("slope / len(y_true)", "slope"),),
    ),
    Fault(
        "BCEB-MEAN-TWICE",
        "Your gradient is N times too small: you divide by N twice.",
        "The average gives one factor of 1/N, not two.",
        edit=(("slope / len(y_true)", "slope / len(y_true) ** 2"),),
    ),
    Fault(
        "BCEB-SIGN",
        "All signs are flipped.",
        "Where the truth is 1, a larger prediction lowers the loss: what sign does the "
        "derivative have?",
        edit=(("slope / len(y_true)", "-slope / len(y_true)"),),
    ),
    Fault(
        "BCEB-NO-CLIP",
        "You divide by 0 where a prediction is exactly 0 or 1.",
        "Limit the predictions first, as in the loss.",
        edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),),
    ),
    Fault(
        "BCEB-NO-MEAN-NO-CLIP",
        "Your gradient is N times too large: the 1/N is missing. And predictions of exactly 0 "
        "or 1 make you divide by 0.",
        "The loss is an average; and limit the predictions as in the loss.",
        edit=(
            ("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),
            ("slope / len(y_true)", "slope"),
        ),
    ),
    Fault(
        "BCEB-SIGN-NO-CLIP",
        "All signs are flipped. And predictions of exactly 0 or 1 make you divide by 0.",
        "Where the truth is 1, a larger prediction lowers the loss; and limit the predictions.",
        edit=(
            ("np.clip(y_pred, 1e-7, 1 - 1e-7)", "y_pred"),
            ("slope / len(y_true)", "-slope / len(y_true)"),
        ),
    ),
    Fault(
        "BCEB-ZERO-OUTSIDE",
        "Your gradient is 0 where a prediction is exactly 0 or 1.",
        "Put the limited prediction into the formula; a certain and wrong prediction needs "
        "the strongest push.",
        edit=(("slope / len(y_true)", "slope / len(y_true) * (p == y_pred)"),),
    ),
    Fault(
        "BCEB-CLIP-TINY",
        "You limit the predictions to 1e-12 and 1 - 1e-12; the course uses 1e-7.",
        "Take the same limits as in the loss.",
        edit=(("np.clip(y_pred, 1e-7, 1 - 1e-7)", "np.clip(y_pred, 1e-12, 1 - 1e-12)"),),
    ),
    Fault(
        "BCEB-FUSED",
        "You return (p - y) / N. That is the gradient after the sigmoid's backward step, too.",
        "The sigmoid has a backward function of its own (3.2); here it must not be included.",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "p - y_true"),),
    ),
    Fault(
        "BCEB-FUSED-NO-MEAN",
        "You return p - y. That includes the sigmoid's backward step, and the 1/N is missing.",
        "The sigmoid has a backward function of its own (3.2); and the loss is an average.",
        edit=(
            ("-y_true / p + (1 - y_true) / (1 - p)", "p - y_true"),
            ("slope / len(y_true)", "slope"),
        ),
    ),
    Fault(
        "BCEB-ONLY-ONES",
        "The second term is missing: predictions with truth 0 get no gradient.",
        "Both terms of the loss have a derivative.",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "-y_true / p"),),
    ),
    Fault(
        "BCEB-ONLY-ZEROS",
        "The first term is missing: predictions with truth 1 get no gradient.",
        "Both terms of the loss have a derivative.",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "(1 - y_true) / (1 - p)"),),
    ),
    Fault(
        "BCEB-INNER-SIGN",
        "The sign of the second term is wrong.",
        "The derivative of ln(1 - p) is -1/(1 - p), and then there is the minus in front of "
        "it all.",
        edit=(
            ("-y_true / p + (1 - y_true) / (1 - p)", "-y_true / p - (1 - y_true) / (1 - p)"),
        ),
    ),
    Fault(
        "BCEB-NO-SWITCH",
        "The factors y and 1 - y are missing from your two terms.",
        "The truth is a switch: one of the terms is always 0.",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "-1 / p + 1 / (1 - p)"),),
    ),
    Fault(
        "BCEB-SAME-DENOMINATOR",
        "Both of your terms divide by p.",
        "The second logarithm was ln(1 - p).",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "-y_true / p + (1 - y_true) / p"),),
    ),
    Fault(
        "BCEB-SWAPPED",
        "Truth and prediction are swapped.",
        "By which of the two do you take the derivative?",
        edit=(
            ("-y_true / p + (1 - y_true) / (1 - p)", "-y_pred / q + (1 - y_pred) / (1 - q)"),
            ("p = np.clip(y_pred, ", "q = np.clip(y_true, "),
        ),
    ),
    Fault(
        "BCEB-SQUARED-ERROR",
        "That is the gradient of the mean squared error, another loss.",
        "The derivative of a logarithm is a fraction: something divided by p.",
        edit=(("-y_true / p + (1 - y_true) / (1 - p)", "2 * (p - y_true)"),),
    ),
    Fault(
        "BCEB-SUMMED",
        "You add all gradients up to a single number.",
        "A gradient has the shape of the thing it belongs to: one number per prediction.",
        edit=(("slope / len(y_true)", "np.mean(slope)"),),
    ),
    Fault(
        "BCEB-N-BY-N",
        "One of your arrays has lost an axis: NumPy pairs every truth with every prediction "
        "(N×N).",
        "Keep y_true and y_pred as the columns they are.",
        edit=(
            (
                "p = np.clip(y_pred, 1e-7, 1 - 1e-7)",
                "p = np.clip(y_pred[:, 0], 1e-7, 1 - 1e-7)",
            ),
        ),
    ),
    Fault(
        "BCEB-THE-LOSS",
        "You return the surprises themselves, not their derivative.",
        "The derivative of ln p is 1/p: there is no logarithm left.",
        edit=(
            (
                "-y_true / p + (1 - y_true) / (1 - p)",
                "-(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))",
            ),
        ),
    ),
)
