"""Known mistakes of exercise 7.1, dropout."""

from minidnn.grading.spec import Fault

_DRAW = "keep = rng.random(x.shape) >= p"
_MASK = "mask = keep / (1 - p)"
_EVAL = "mask = np.ones_like(x)"
_BACK = "return dl_dy * mask"


FAULTS = (
    Fault(
        "DROPOUT-SWAPPED",
        "p is taken as the probability to keep: you drop what should stay.",
        "p is the share that is dropped. With p = 0.25 three quarters stay.",
        edit=((_DRAW, "keep = rng.random(x.shape) < p"),),
    ),
    Fault(
        "DROPOUT-SWAPPED-ALL",
        "p is taken as the probability to keep, in the draw and in the factor.",
        "p is the share that is dropped. With p = 0.25 three quarters stay.",
        edit=((_DRAW, "keep = rng.random(x.shape) < p"), (_MASK, "mask = keep / p")),
    ),
    Fault(
        "DROPOUT-NO-FACTOR",
        "The numbers that stay are not enlarged: the mean of a layer shrinks.",
        "If a quarter is gone, the rest has to make up for it.",
        edit=((_MASK, "mask = keep * 1.0"),),
    ),
    Fault(
        "DROPOUT-FACTOR-P",
        "You divide by p; the share that stays is 1 - p.",
        "With p = 0.25 what stays is three quarters. By how much must it grow?",
        edit=((_MASK, "mask = keep / p"),),
    ),
    Fault(
        "DROPOUT-FACTOR-MULTIPLIED",
        "You multiply by 1 - p: what stays gets smaller where it should get larger.",
        "Half of the numbers gone: the others must count double, not half.",
        edit=((_MASK, "mask = keep * (1 - p)"),),
    ),
    Fault(
        "DROPOUT-ALWAYS",
        "Dropout is active in evaluation too.",
        "When training is False nothing is dropped and nothing is scaled.",
        edit=(("if not training", "if False"),),
    ),
    Fault(
        "DROPOUT-INVERTED-SWITCH",
        "Dropout works in evaluation and rests in training.",
        "Which value of training means training?",
        edit=(("if not training", "if training"),),
    ),
    Fault(
        "DROPOUT-CLASSIC",
        "You scale in evaluation where this course scales in training.",
        "In evaluation x must come back as it is, so the factor belongs to training.",
        edit=((_EVAL, "mask = np.full_like(x, 1 - p)"), (_MASK, "mask = keep * 1.0")),
    ),
    Fault(
        "DROPOUT-SCALED-TWICE",
        "You scale in training and in evaluation.",
        "The factor in training has already made up for the dropped numbers.",
        edit=((_EVAL, "mask = np.full_like(x, 1 - p)"),),
    ),
    Fault(
        "DROPOUT-ROWS",
        "Whole rows are dropped: all numbers of a sample share one draw.",
        "Every single number has its own chance: the draw has the shape of x.",
        edit=((_DRAW, "keep = np.ones(x.shape) * (rng.random((x.shape[0], 1)) >= p)"),),
    ),
    Fault(
        "DROPOUT-COLUMNS",
        "All samples lose the same neurons.",
        "Every single number has its own chance: the draw has the shape of x.",
        edit=((_DRAW, "keep = np.ones(x.shape) * (rng.random((1, x.shape[1])) >= p)"),),
    ),
    Fault(
        "DROPOUT-NORMAL",
        "The draw uses normally distributed numbers: their chance to exceed p is not 1 - p.",
        "You need numbers spread evenly between 0 and 1.",
        edit=((_DRAW, "keep = rng.normal(size=x.shape) >= p"),),
    ),
    Fault(
        "DROPOUT-NEVER",
        "Nothing is dropped.",
        "Compare a random number for each element with p.",
        edit=((_DRAW, "keep = np.ones_like(x)"), (_MASK, "mask = keep")),
    ),
    Fault(
        "DROPOUT-OTHER-RANDOMNESS",
        "The draw comes from np.random and not from rng: the same seed gives different masks.",
        "All randomness comes from the argument rng.",
        edit=((_DRAW, "keep = np.random.random(x.shape) >= p"),),
    ),
    Fault(
        "DROPOUT-SAME-MASK",
        "Every call drops the same numbers.",
        "Draw from the argument rng, do not make a generator of your own.",
        edit=((_DRAW, "keep = np.random.default_rng(0).random(x.shape) >= p"),),
    ),
    Fault(
        "DROPOUT-IN-PLACE",
        "x itself is changed.",
        "*= changes the caller's array. Make a new one.",
        edit=(
            (
                "    return x * mask, mask\n\n\ndef",
                "    x *= mask\n    return x, mask\n\n\ndef",
            ),
        ),
    ),
    Fault(
        "DROPOUT-MASK-OF-ZEROS-AND-ONES",
        "The mask you return lacks the factor that y was multiplied by.",
        "y must be exactly x times the mask.",
        edit=(
            ("    return x * mask, mask\n\n\ndef", "    return x * mask, keep * 1.0\n\n\ndef"),
        ),
    ),
    Fault(
        "DROPOUT-BACK-IGNORES-MASK",
        "dropout_backward lets everything through.",
        "What was dropped on the way forward had no influence on the loss.",
        edit=((_BACK, "return dl_dy * 1.0"),),
    ),
    Fault(
        "DROPOUT-BACK-NO-FACTOR",
        "dropout_backward forgets the factor of the numbers that stayed.",
        "Backward multiplies by the same thing as forward.",
        edit=((_BACK, "return dl_dy * (mask > 0)"),),
    ),
    Fault(
        "DROPOUT-BACK-NEW-MASK",
        "dropout_backward draws a mask of its own.",
        "The gradient must go where the numbers went: the same mask.",
        edit=(
            (_BACK, "return dl_dy * np.random.permutation(mask.ravel()).reshape(mask.shape)"),
        ),
    ),
    Fault(
        "DROPOUT-BACK-NO-UPSTREAM",
        "dropout_backward returns the mask and ignores dl_dy.",
        "The chain rule: upstream times the local slope.",
        edit=((_BACK, "return mask * 1.0"),),
    ),
    Fault(
        "DROPOUT-BACK-TWICE",
        "dropout_backward applies the mask twice.",
        "y = x * mask: what is the slope of y with respect to x?",
        edit=((_BACK, "return dl_dy * mask * mask"),),
    ),
    Fault(
        "DROPOUT-BACK-INVERTED",
        "dropout_backward lets through exactly what was dropped.",
        "Where did the numbers pass on the way forward?",
        edit=((_BACK, "return dl_dy * (mask == 0)"),),
    ),
)
