"""Known mistakes of exercise 10.1, label_smoothing."""

from minidnn.grading.spec import Fault

_FULL = "q = np.full((len(labels), classes), smoothing / classes)"
_ADD = "q[np.arange(len(labels)), labels] += 1 - smoothing"
_LOSS = "return -np.sum(q * log_p) / len(labels)"
_Q = "q = smooth_targets(labels, scores.shape[1], smoothing)"
_WANTED = "wanted = smooth_targets(labels, len(scores[0]), smoothing)"
_P = "p = np.exp(log_softmax(scores))"
_BACK = "return (p - wanted) / len(labels)"

FAULTS = (
    Fault(
        "SMOOTH-OTHERS-ONLY",
        "The smoothing is shared among the wrong classes only: K - 1 of them.",
        "Every class gets a share, the true one too: divide by the number of all classes.",
        edit=(
            (_FULL, "q = np.full((len(labels), classes), smoothing / (classes - 1))"),
            (_ADD, "q[np.arange(len(labels)), labels] = 1 - smoothing"),
        ),
    ),
    Fault(
        "SMOOTH-SET",
        "The true class does not get its own share of the smoothing.",
        "A row must sum to 1. Is something replaced that should be added to?",
        edit=((_ADD, "q[np.arange(len(labels)), labels] = 1 - smoothing"),),
    ),
    Fault(
        "SMOOTH-NOT-SHARED",
        "Every class gets the whole smoothing instead of a share of it.",
        "A row must sum to 1: divide the smoothing among the classes.",
        edit=((_FULL, "q = np.full((len(labels), classes), smoothing)"),),
    ),
    Fault(
        "SMOOTH-WHOLE-ONE",
        "The true class gets a full 1 on top of its share.",
        "What is given away is missing at the true class: a row sums to 1.",
        edit=((_ADD, "q[np.arange(len(labels)), labels] += 1"),),
    ),
    Fault(
        "SMOOTH-HARD",
        "smooth_targets gives hard targets: one 1, and zeros.",
        "Where does the smoothing come in?",
        edit=(
            (_FULL, "q = np.zeros((len(labels), classes))"),
            (_ADD, "q[np.arange(len(labels)), labels] += 1"),
        ),
    ),
    Fault(
        "SMOOTH-SHARE-MISSING",
        "The true class gives something away, but nobody receives it.",
        "The other classes get smoothing / K.",
        edit=((_FULL, "q = np.zeros((len(labels), classes))"),),
    ),
    Fault(
        "SMOOTH-SWAPPED",
        "The smoothing and what it leaves of the certainty are exchanged.",
        "With a smoothing of 0 the targets are the hard ones.",
        edit=(
            (_FULL, "q = np.full((len(labels), classes), (1 - smoothing) / classes)"),
            (_ADD, "q[np.arange(len(labels)), labels] += smoothing"),
        ),
    ),
    Fault(
        "SMOOTH-COLUMNS",
        "The whole column of every label is raised, not one place in each row.",
        "Index with row numbers and labels together.",
        edit=((_ADD, "q[:, labels] += 1 - smoothing"),),
    ),
    Fault(
        "SMOOTH-BY-EXAMPLES",
        "The smoothing is divided by the number of examples.",
        "It is shared among the classes.",
        edit=((_FULL, "q = np.full((len(labels), classes), smoothing / len(labels))"),),
    ),
    Fault(
        "SMOOTHL-SIGN",
        "The loss is negative.",
        "Logarithms of probabilities are negative; a loss is not.",
        edit=((_LOSS, "return np.sum(q * log_p) / len(labels)"),),
    ),
    Fault(
        "SMOOTHL-SUM",
        "The loss is the sum over the examples, not their mean.",
        "Divide by the number of examples.",
        edit=((_LOSS, "return -np.sum(q * log_p)"),),
    ),
    Fault(
        "SMOOTHL-MEAN-ALL",
        "The loss is the mean over examples and classes.",
        "Sum over the classes, mean over the examples only.",
        edit=((_LOSS, "return -np.mean(q * log_p)"),),
    ),
    Fault(
        "SMOOTHL-HARD",
        "smooth_loss uses the hard labels.",
        "The smoothing has to reach the loss.",
        edit=((_Q, "q = smooth_targets(labels, scores.shape[1], 0.0)"),),
    ),
    Fault(
        "SMOOTHL-PER-EXAMPLE",
        "smooth_loss gives a loss for every example, not one number.",
        "Take the mean of the examples.",
        edit=((_LOSS, "return -np.sum(q * log_p, axis=1)"),),
    ),
    Fault(
        "SMOOTHB-SIGN",
        "The gradient has the wrong sign.",
        "A score whose probability is too high must go down.",
        edit=((_BACK, "return (wanted - p) / len(labels)"),),
    ),
    Fault(
        "SMOOTHB-NO-MEAN",
        "The gradient is not divided by the number of examples.",
        "The loss is a mean.",
        edit=((_BACK, "return p - wanted"),),
    ),
    Fault(
        "SMOOTHB-HARD",
        "smooth_loss_backward uses the hard labels.",
        "The smoothing has to reach the gradient, too.",
        edit=((_WANTED, "wanted = smooth_targets(labels, len(scores[0]), 0.0)"),),
    ),
    Fault(
        "SMOOTHB-LOG",
        "The gradient has log-probabilities where probabilities belong.",
        "np.exp makes probabilities of them.",
        edit=((_P, "p = log_softmax(scores)"),),
    ),
    Fault(
        "SMOOTHB-LOG-P",
        "This is the gradient for log_p, not for the scores.",
        "The log_softmax lies between: its backward function has to be in it.",
        edit=((_BACK, "return -wanted / len(labels) + 0 * p"),),
    ),
    Fault(
        "SMOOTHB-MEAN-ALL",
        "The gradient is divided by the number of examples and of classes.",
        "The loss is a mean over the examples only.",
        edit=((_BACK, "return (p - wanted) / p.size"),),
    ),
)
