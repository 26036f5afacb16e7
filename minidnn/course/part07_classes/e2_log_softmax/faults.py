"""Known mistakes of exercise 7.2, log_softmax."""

from minidnn.grading.spec import Fault

_SHIFT = "shifted = z - np.max(z, axis=1, keepdims=True)"
_TOTAL = "np.sum(np.exp(shifted), axis=1, keepdims=True)"
_BACK = "return dl_dy - softmax * upstream"
_UP = "upstream = np.sum(dl_dy, axis=1, keepdims=True)"
_PICK = "log_p[np.arange(len(y_true)), y_true]"
_PUT = "gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true)"


FAULTS = (
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
        "LSM-SUM-AXIS",
        "The sum of the exponentials runs over the samples, not over the classes.",
        "The classes of one sample stand in a row. Which axis?",
        edit=((_TOTAL, "np.sum(np.exp(shifted), axis=0, keepdims=True)"),),
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
)
