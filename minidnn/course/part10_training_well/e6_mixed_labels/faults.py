"""Known mistakes of exercise 10.6, mixed_labels."""

from minidnn.grading.spec import Fault

_FOLD = "fold = np.arange(len(x)) % folds"
_HELD = "held_out = fold == k"
_FIT = "predict = fit(x[~held_out], labels[~held_out])"
_SCORES = "log_p[held_out] = predict(x[held_out])"
_ORDER = 'order = np.argsort(own, kind="stable")'
_COUNT = "return order[:count]"
_BEST = "best = np.argmax(log_p, axis=1)"
_SURE = "sure = np.max(log_p, axis=1) - own > margin"
_NEW = "return np.where(sure, best, labels)"

FAULTS = (
    Fault(
        "FOLDS-SEEN",
        "The network learns from all examples, the ones it then judges included: it has learnt "
        "their wrong labels by heart.",
        "fit must not see the fold that is held out.",
        edit=((_FIT, "predict = fit(x, labels)"),),
    ),
    Fault(
        "FOLDS-INVERTED",
        "The network learns from the held-out fold, and is judged on it.",
        "~ turns a mask round.",
        edit=((_FIT, "predict = fit(x[held_out], labels[held_out])"),),
    ),
    Fault(
        "FOLDS-OTHERS",
        "The network learns from one fold, and judges all the others.",
        "It learns from all the others, and judges one.",
        edit=((_HELD, "held_out = fold != k"),),
    ),
    Fault(
        "FOLDS-BLOCKS",
        "The folds are blocks of neighbours; example n belongs to fold n % folds.",
        "Data often come sorted: neighbours belong together.",
        edit=((_FOLD, "fold = np.arange(len(x)) * folds // len(x)"),),
    ),
    Fault(
        "FOLDS-LAST",
        "The last fold is never judged: its rows stay 0.",
        "range(folds) has `folds` numbers.",
        edit=(("for k in range(folds):", "for k in range(folds - 1):"),),
    ),
    Fault(
        "FOLDS-FIRST",
        "The first fold is never judged: its rows stay 0.",
        "Folds are counted from 0.",
        edit=(("for k in range(folds):", "for k in range(1, folds):"),),
    ),
    Fault(
        "FOLDS-ADDED",
        "Every network judges all examples, and the scores are added up.",
        "Each row comes from the one network that has not seen it.",
        edit=((_SCORES, "log_p += predict(x)"),),
    ),
    Fault(
        "FOLDS-OVERWRITTEN",
        "Every network judges all examples, and the last one's scores remain.",
        "Write only the rows of the fold that was held out.",
        edit=((_SCORES, "log_p = predict(x)"),),
    ),
    Fault(
        "FOLDS-PROBABILITIES",
        "The rows hold probabilities; the logarithms were asked for.",
        "predict returns what belongs into the rows.",
        edit=((_SCORES, "log_p[held_out] = np.exp(predict(x[held_out]))"),),
    ),
    Fault(
        "SUSPECTS-BEST",
        "The least suspicious examples come first.",
        "Suspicious: a low log-probability for the label.",
        edit=((_ORDER, 'order = np.argsort(-own, kind="stable")'),),
    ),
    Fault(
        "SUSPECTS-UNSURE",
        "The examples are sorted by the largest log-probability, whatever their label is.",
        "How probable does the network find the label that the example has?",
        edit=((_ORDER, 'order = np.argsort(log_p.max(axis=1), kind="stable")'),),
    ),
    Fault(
        "SUSPECTS-ONE-LESS",
        "One suspect is missing.",
        "A slice ends before its second number.",
        edit=((_COUNT, "return order[: count - 1]"),),
    ),
    Fault(
        "SUSPECTS-VALUES",
        "The log-probabilities of the suspects are returned; their numbers were asked for.",
        "argsort gives places, sort gives values.",
        edit=((_COUNT, "return own[order[:count]]"),),
    ),
    Fault(
        "SUSPECTS-IN-ORDER",
        "The suspects come in the order of their numbers; the most suspicious one comes first.",
        "Leave them as argsort gives them.",
        edit=((_COUNT, "return np.sort(order[:count])"),),
    ),
    Fault(
        "SUSPECTS-LAST-TIE",
        "Of equally suspicious examples the later one comes first.",
        'A stable sort keeps their order: kind="stable".',
        edit=((_ORDER, "order = np.lexsort((-np.arange(len(own)), own))"),),
    ),
    Fault(
        "RELABEL-ALL",
        "Every label becomes what the network believes, however unsure it is.",
        "What is the margin for?",
        edit=((_NEW, "return best"),),
    ),
    Fault(
        "RELABEL-INVERTED",
        "The labels that fit get new ones, those that do not fit stay.",
        "Look at the direction of the comparison.",
        edit=((_SURE, "sure = np.max(log_p, axis=1) - own < margin"),),
    ),
    Fault(
        "RELABEL-NO-OWN",
        "The largest log-probability is compared with the margin by itself.",
        "How far is it above that of the label?",
        edit=((_SURE, "sure = -np.max(log_p, axis=1) < margin"),),
    ),
    Fault(
        "RELABEL-WORST",
        "The new label is the least probable class.",
        "argmax.",
        edit=((_BEST, "best = np.argmin(log_p, axis=1)"),),
    ),
    Fault(
        "RELABEL-IN-PLACE",
        "relabel changes the labels that it was given.",
        "Make new ones: np.where, or a copy.",
        edit=((_NEW, "labels[sure] = best[sure]\n    return labels"),),
    ),
)
