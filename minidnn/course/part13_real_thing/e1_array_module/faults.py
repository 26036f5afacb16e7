"""Known mistakes of exercise 13.1, array_module."""

from minidnn.grading.spec import Fault

_XP = "return np if isinstance(x, np.ndarray) else x.__array_namespace__()"
_RELU = "return xp.maximum(x @ w + b, 0)"
_RAISED = "raised = xp.exp(scores - xp.max(scores, axis=1, keepdims=True))"
_P = "return raised / xp.sum(raised, axis=1, keepdims=True)"
_TRUTH = "truth = labels[:, None] == xp.arange(scores.shape[1])"
_GRADIENT = "return (softmax(scores) - truth) / len(scores)"

FAULTS = (
    Fault(
        "XP-ALWAYS-NUMPY",
        "xp_of answers NumPy for every array.",
        "An array on the device has functions of its own.",
        edit=((_XP, "return np"),),
    ),
    Fault(
        "XP-RELU-NP",
        "dense_relu calls a function of NumPy's on an array of the device.",
        "Search dense_relu for np.",
        edit=((_RELU, "return np.maximum(x @ w + b, 0)"),),
    ),
    Fault(
        "XP-RELU-HOST",
        "dense_relu brings the numbers to the host and leaves them there.",
        "Each such journey costs more than the product itself.",
        edit=(
            (
                _RELU,
                "x, w, b = (v if xp is np else v.get() for v in (x, w, b))\n"
                "    return np.maximum(x @ w + b, 0)",
            ),
        ),
    ),
    Fault(
        "XP-SOFT-NP",
        "softmax calls a function of NumPy's on an array of the device.",
        "Search softmax for np.",
        edit=((_RAISED, _RAISED.replace("xp.exp", "np.exp")),),
    ),
    Fault(
        "XP-GRADIENT-NP",
        "loss_gradient makes an array with NumPy and mixes it with one of the device.",
        "New arrays, too, have to be made where the others lie.",
        edit=((_TRUTH, _TRUTH.replace("xp.arange", "np.arange")),),
    ),
    Fault(
        "XP-RELU-NONE",
        "dense_relu lacks the relu.",
        "No number of the result may be negative.",
        edit=((_RELU, "return x @ w + b"),),
    ),
    Fault(
        "XP-RELU-NO-BIAS",
        "dense_relu does not add b.",
        "b has one number for each neuron.",
        edit=((_RELU, "return xp.maximum(x @ w, 0)"),),
    ),
    Fault(
        "XP-RELU-MINIMUM",
        "dense_relu keeps the negative numbers and drops the positive ones.",
        "The larger of the number and 0.",
        edit=((_RELU, "return xp.minimum(x @ w + b, 0)"),),
    ),
    Fault(
        "XP-RELU-EARLY",
        "dense_relu adds b after the relu.",
        "The relu comes last.",
        edit=((_RELU, "return xp.maximum(x @ w, 0) + b"),),
    ),
    Fault(
        "XP-SOFT-COLUMNS",
        "softmax divides by the sums of the columns.",
        "Each row is one example: its probabilities make 1.",
        edit=((_P, "return raised / xp.sum(raised, axis=0, keepdims=True)"),),
    ),
    Fault(
        "XP-SOFT-ALL",
        "softmax divides by the sum of the whole table.",
        "Each row is one example: its probabilities make 1.",
        edit=((_P, "return raised / xp.sum(raised)"),),
    ),
    Fault(
        "XP-SOFT-OVERFLOW",
        "softmax raises e to large numbers: they overflow.",
        "Subtract the largest number of each row first.",
        edit=((_RAISED, "raised = xp.exp(scores)"),),
    ),
    Fault(
        "XP-SOFT-RAW",
        "softmax returns the powers without making their sum 1.",
        "A division is missing.",
        edit=((_P, "return raised"),),
    ),
    Fault(
        "XP-GRADIENT-NO-MEAN",
        "loss_gradient lacks the division by the number of examples.",
        "The loss is a mean over the rows.",
        edit=((_GRADIENT, "return softmax(scores) - truth"),),
    ),
    Fault(
        "XP-GRADIENT-SIGN",
        "loss_gradient has the wrong sign.",
        "The score of a wrong class raises the loss.",
        edit=((_GRADIENT, "return (truth - softmax(scores)) / len(scores)"),),
    ),
    Fault(
        "XP-GRADIENT-SCORES",
        "loss_gradient takes the scores where the probabilities belong.",
        "Belief minus truth: the belief is the softmax.",
        edit=((_GRADIENT, "return (scores - truth) / len(scores)"),),
    ),
    Fault(
        "XP-GRADIENT-CLASSES",
        "loss_gradient divides by the number of classes.",
        "The loss is a mean over the rows.",
        edit=((_GRADIENT, "return (softmax(scores) - truth) / scores.shape[1]"),),
    ),
    Fault(
        "XP-GRADIENT-NO-TRUTH",
        "loss_gradient forgets the labels.",
        "Belief minus truth.",
        edit=((_GRADIENT, "return softmax(scores) / len(scores)"),),
    ),
)
