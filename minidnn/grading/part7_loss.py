"""Exercise 7.2 for the grader: log-softmax and negative log-likelihood, with backwards."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def log_softmax(z):
    shifted = z - np.max(z, axis=1, keepdims=True)
    total = np.sum(np.exp(shifted), axis=1, keepdims=True)
    return shifted - np.log(total)


def log_softmax_backward(z, dl_dy):
    softmax = np.exp(log_softmax(z))
    upstream = np.sum(dl_dy, axis=1, keepdims=True)
    return dl_dy - softmax * upstream


def nll_loss(y_true, log_p):
    picked = log_p[np.arange(len(y_true)), y_true]
    return -np.mean(picked)


def nll_loss_backward(y_true, log_p):
    gradient = np.zeros(log_p.shape)
    gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true)
    return gradient


def loss_probe(student, z, dl_dy, y_true, log_p):
    return {
        "log_p": student.log_softmax(z),
        "dl_dz": student.log_softmax_backward(z, dl_dy),
        "loss": student.nll_loss(y_true, log_p),
        "dl_dlog_p": student.nll_loss_backward(y_true, log_p),
    }


def loss_cases(rng):
    def case(name, n, c, tag, scale=1.0, offset=0.0):
        z = scale * rng.normal(size=(n, c)) + offset
        y_true = rng.integers(0, c, n)
        args = (z, rng.normal(size=(n, c)), y_true, log_softmax(rng.normal(size=(n, c))))
        return Case(name, args, (tag,))

    far = np.array([[-900.0], [0.0], [900.0]])
    return [
        case("7 samples, 5 classes", 7, 5, "plain"),
        case("3 samples, 11 classes", 3, 11, "plain"),
        case("as many samples as classes", 5, 5, "plain"),
        case("one sample", 1, 7, "plain"),
        case("z around 1000", 7, 3, "large", offset=1000.0),
        case("z around -1000", 2, 5, "large", offset=-1000.0),
        case("z between -2000 and 2000", 5, 3, "large", scale=1000.0),
        case("rows far from each other", 3, 5, "large", offset=far),
    ]


_SHIFT = "shifted = z - np.max(z, axis=1, keepdims=True)"
_TOTAL = "np.sum(np.exp(shifted), axis=1, keepdims=True)"
_BACK = "return dl_dy - softmax * upstream"
_UP = "upstream = np.sum(dl_dy, axis=1, keepdims=True)"
_PICK = "log_p[np.arange(len(y_true)), y_true]"
_PUT = "gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true)"

LOSS = Exercise(
    number="7.2",
    name="log_softmax",
    title="Log-softmax and the negative log-likelihood",
    functions=("log_softmax", "log_softmax_backward", "nll_loss", "nll_loss_backward"),
    reference=(log_softmax, log_softmax_backward, nll_loss, nll_loss_backward),
    probe=loss_probe,
    arguments=("z", "dl_dy", "y_true", "log_p"),
    cases=loss_cases,
    outputs=("log_p", "dl_dz", "loss", "dl_dlog_p"),
    properties=(
        Property("log_softmax", 2, outputs=("log_p",), tags=("plain",)),
        Property(
            "log_softmax of very large and very small z", 1, outputs=("log_p",), tags=("large",)
        ),
        Property("log_softmax_backward", 2, outputs=("dl_dz",), tags=("plain",)),
        Property(
            "log_softmax_backward of very large and very small z",
            1,
            outputs=("dl_dz",),
            tags=("large",),
        ),
        Property("nll_loss", 2, outputs=("loss",)),
        Property("nll_loss_backward", 1, outputs=("dl_dlog_p",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=(
        Fault(
            "LSM-NO-SHIFT",
            "The maximum is not subtracted: exp overflows for large z and vanishes for very small "
            "ones.",
            "Subtracting the same number from a whole row changes nothing but the size of exp.",
            edit=((_SHIFT, "shifted = z"),),
        ),
        Fault(
            "LSM-GLOBAL-MAX",
            "You subtract the maximum of the whole array: rows far below it vanish.",
            "Every row has a maximum of its own.",
            edit=((_SHIFT, "shifted = z - np.max(z)"),),
        ),
        Fault(
            "LSM-COLUMN-MAX",
            "You subtract the maximum of each column: that changes the result.",
            "The classes of one sample stand in a row. Which axis?",
            edit=((_SHIFT, "shifted = z - np.max(z, axis=0, keepdims=True)"),),
        ),
        Fault(
            "LSM-AXIS",
            "Maximum and sum run over the samples: the columns add up to 1, not the rows.",
            "The classes of one sample stand in a row. Which axis?",
            edit=(
                (_SHIFT, "shifted = z - np.max(z, axis=0, keepdims=True)"),
                (_TOTAL, "np.sum(np.exp(shifted), axis=0, keepdims=True)"),
            ),
        ),
        Fault(
            "LSM-SUM-ALL",
            "The sum runs over the whole array, not over each row.",
            "Every row has a sum of its own: name the axis.",
            edit=((_TOTAL, "np.sum(np.exp(shifted))"),),
        ),
        Fault(
            "LSM-NO-KEEPDIMS",
            "The sums have lost an axis: (N,) where (N, 1) is needed.",
            "keepdims keeps the column, so that each row meets its own sum.",
            edit=((_TOTAL, "np.sum(np.exp(shifted), axis=1)"),),
        ),
        Fault(
            "LSM-LOG-OF-SOFTMAX",
            "You take the logarithm of the softmax: where it has become 0 you get -inf.",
            "The logarithm of a quotient is a difference; then nothing has to be divided.",
            edit=(("return shifted - np.log(total)", "return np.log(np.exp(shifted) / total)"),),
        ),
        Fault(
            "LSM-SOFTMAX",
            "This is the softmax itself; its logarithm was asked for.",
            "Log-probabilities are never positive.",
            edit=(
                ("return shifted - np.log(total)", "return np.exp(shifted) / total"),
                ("softmax = np.exp(log_softmax(z))", "softmax = log_softmax(z)"),
            ),
        ),
        Fault(
            "LSM-NO-LOG",
            "You subtract the sum itself; its logarithm is missing.",
            "Look at the second term of the formula again.",
            edit=(("np.log(total)", "total"),),
        ),
        Fault(
            "LSM-SHIFT-FORGOTTEN",
            "The maximum is subtracted inside exp but not outside.",
            "The same shifted z belongs in both places.",
            edit=(("return shifted - np.log(total)", "return z - np.log(total)"),),
        ),
        Fault(
            "LSM-LOG2",
            "The logarithm has the base 2.",
            "exp and np.log belong together.",
            edit=(("np.log(total)", "np.log2(total)"),),
        ),
        Fault(
            "LSM-BACK-NO-SUM",
            "log_softmax_backward leaves out the sum of the upstream gradient.",
            "Every z moves all outputs of its row: their upstream gradients add up.",
            edit=((_BACK, "return dl_dy - softmax"),),
        ),
        Fault(
            "LSM-BACK-ELEMENTWISE",
            "In log_softmax_backward each entry sees only its own upstream gradient.",
            "Every z moves all outputs of its row: their upstream gradients add up.",
            edit=((_BACK, "return dl_dy - softmax * dl_dy"),),
        ),
        Fault(
            "LSM-BACK-AXIS",
            "log_softmax_backward sums the upstream gradient over the samples.",
            "The outputs of one sample stand in a row.",
            edit=((_UP, "upstream = np.sum(dl_dy, axis=0, keepdims=True)"),),
        ),
        Fault(
            "LSM-BACK-SUM-ALL",
            "log_softmax_backward sums the upstream gradient of all samples.",
            "The samples do not influence each other: a sum for each row.",
            edit=((_UP, "upstream = np.sum(dl_dy)"),),
        ),
        Fault(
            "LSM-BACK-SOFTMAX",
            "This is the backward function of softmax, not of its logarithm.",
            "The derivative of the logarithm removes one factor.",
            edit=(
                (
                    _BACK,
                    "return softmax * (dl_dy - np.sum(dl_dy * softmax, axis=1, keepdims=True))",
                ),
            ),
        ),
        Fault(
            "LSM-BACK-LOG",
            "log_softmax_backward uses the logarithms where the softmax itself is needed.",
            "exp turns log-probabilities back into probabilities.",
            edit=(("softmax = np.exp(log_softmax(z))", "softmax = log_softmax(z)"),),
        ),
        Fault(
            "LSM-BACK-SIGN",
            "The sign of log_softmax_backward is flipped.",
            "A larger z of a class makes the log-probability of this class larger.",
            edit=((_BACK, "return softmax * upstream - dl_dy"),),
        ),
        Fault(
            "LSM-BACK-PLUS",
            "log_softmax_backward adds the second term.",
            "A larger z of one class takes probability from the others.",
            edit=((_BACK, "return dl_dy + softmax * upstream"),),
        ),
        Fault(
            "LSM-BACK-NO-UPSTREAM",
            "log_softmax_backward ignores dl_dy: it works as if it were all ones.",
            "What arrives from the loss has to be used.",
            edit=((_BACK, "return 1 - softmax * dl_dy.shape[1]"),),
        ),
        Fault(
            "NLL-SUM",
            "nll_loss is the sum over the samples; the mean was asked for.",
            "The loss should not depend on how many samples there are.",
            edit=(("-np.mean(picked)", "-np.sum(picked)"),),
        ),
        Fault(
            "NLL-SIGN",
            "The minus sign of nll_loss is missing.",
            "Log-probabilities are negative, a loss is positive.",
            edit=(("-np.mean(picked)", "np.mean(picked)"),),
        ),
        Fault(
            "NLL-COLUMNS",
            "You pick whole columns: N times N numbers instead of one for each sample.",
            "A colon takes all rows; you need row 0 with label 0, row 1 with label 1 and so on.",
            edit=((_PICK, "log_p[:, y_true]"),),
        ),
        Fault(
            "NLL-MEAN-OF-ALL",
            "You also divide by the number of classes.",
            "One number counts for each sample; divide by the number of samples.",
            edit=(("-np.mean(picked)", "-np.sum(picked) / log_p.size"),),
        ),
        Fault(
            "NLL-LARGEST",
            "nll_loss uses the most probable class, whatever the label says.",
            "The loss asks for the probability of the true class.",
            edit=((_PICK, "np.max(log_p, axis=1)"),),
        ),
        Fault(
            "NLL-LOG-AGAIN",
            "nll_loss takes a logarithm, but log_p holds logarithms already.",
            "Who has taken the logarithm before?",
            edit=(("-np.mean(picked)", "-np.mean(np.log(picked))"),),
        ),
        Fault(
            "NLL-PROBABILITY",
            "nll_loss turns the logarithms back into probabilities.",
            "The loss is the mean of the logarithms themselves, with a minus.",
            edit=(("-np.mean(picked)", "-np.mean(np.exp(picked))"),),
        ),
        Fault(
            "NLL-BACK-SIGN",
            "The sign of nll_loss_backward is flipped.",
            "A larger log-probability of the true class makes the loss smaller.",
            edit=((_PUT, "gradient[np.arange(len(y_true)), y_true] = 1 / len(y_true)"),),
        ),
        Fault(
            "NLL-BACK-NO-MEAN",
            "nll_loss_backward lacks the 1/N of the mean.",
            "The loss is a mean over N samples: each has a share of 1/N.",
            edit=((_PUT, "gradient[np.arange(len(y_true)), y_true] = -1"),),
        ),
        Fault(
            "NLL-BACK-COLUMNS",
            "nll_loss_backward fills whole columns.",
            "In each row there is only one entry that is not 0.",
            edit=((_PUT, "gradient[:, y_true] = -1 / len(y_true)"),),
        ),
        Fault(
            "NLL-BACK-FUSED",
            "This is the gradient for z, with the softmax already in it; log_softmax_backward "
            "would come on top.",
            "nll_loss does not know how log_p was made.",
            edit=(("    return gradient", "    return gradient + np.exp(log_p) / len(y_true)"),),
        ),
        Fault(
            "NLL-BACK-DIVIDED",
            "nll_loss_backward divides by log_p, as if a logarithm were still to come.",
            "The loss is linear in log_p.",
            edit=(
                (
                    _PUT,
                    "gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true) / "
                    "log_p[np.arange(len(y_true)), y_true]",
                ),
            ),
        ),
        Fault(
            "NLL-BACK-CLASSES",
            "nll_loss_backward divides by the number of classes.",
            "The mean runs over the samples.",
            edit=((_PUT, "gradient[np.arange(len(y_true)), y_true] = -1 / log_p.shape[1]"),),
        ),
    ),
    hints=(
        "Four functions, each at most three lines. Rows are samples, columns are classes: most "
        "sums "
        "run along a row.",
        "Subtract each row's maximum first, then the logarithm of the row's sum of exp. To pick "
        "one "
        "number from each row, index with two arrays: row numbers and labels.",
        "log_softmax_backward: the upstream gradient, minus the softmax times the row sum of the "
        "upstream gradient. nll_loss_backward: zeros, and -1/N where the label points.",
    ),
)
