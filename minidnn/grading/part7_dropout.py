"""Exercise 7.1 for the grader: dropout, judged by what every draw has in common."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def dropout(x, p, rng, training=True):
    if not training:
        mask = np.ones_like(x)
        return x * mask, mask
    keep = rng.random(x.shape) >= p
    mask = keep / (1 - p)
    return x * mask, mask


def dropout_backward(mask, dl_dy):
    return dl_dy * mask


def dropout_probe(student, x, dl_dy, p, training, seed):
    """One pass, the next one with the same generator, and one more with the first seed."""
    rng = np.random.default_rng(seed)
    y, mask = student.dropout(x, p, rng, training)
    dl_dx = student.dropout_backward(mask, dl_dy)
    following = student.dropout(x, p, rng, training)[0]
    again = student.dropout(x, p, np.random.default_rng(seed), training)[0]
    return {"y": y, "mask": mask, "dl_dx": dl_dx, "next": following, "again": again}


def dropout_summary(case, value):
    """Shares and factors: which elements were dropped does not matter, how many does."""
    x, dl_dy, *_ = case.args
    for name in ("y", "mask", "dl_dx"):
        if not isinstance(value[name], np.ndarray) or value[name].shape != x.shape:
            raise ValueError(f"{name} should be an array of the shape of x, {x.shape}")
    y, mask, dl_dx = [value[n].astype(np.float64) for n in ("y", "mask", "dl_dx")]
    kept = y != 0
    factor, back = y / x, dl_dx / dl_dy
    large = min(x.shape) > 20
    return {
        "share kept": float(np.mean(kept)),
        "factor of what stays": _range(factor[kept]),
        "pattern": np.array(
            [
                large and bool(np.any(~kept.any(axis=0)) or np.any(~kept.any(axis=1))),
                large and bool(np.all(kept == kept[0])),
            ]
        ).astype(float),
        "mask minus factor": _range(mask - factor),
        "draws": np.array(
            [np.array_equal(value["y"], value["next"]), np.array_equal(value["y"], value["again"])]
        ).astype(float),
        "backward, kept": _range(back[kept]),
        "backward, dropped": _range(back[~kept]),
    }


def _range(values):
    """Smallest and largest value, free of rounding."""
    if values.size == 0 or not np.isfinite(values).all():
        return np.array([0.0, 0.0]) if values.size == 0 else np.array([np.nan, np.nan])
    return np.round([np.min(values), np.max(values)], 5)


def dropout_cases(rng):
    def case(name, shape, p, training, tag):
        x = rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)
        dl_dy = rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)
        return Case(name, (x, dl_dy, p, training, int(rng.integers(2**31))), (tag,))

    return [
        case("p = 0.25, in training", (151, 199), 0.25, True, "training"),
        case("p = 0.7, in training", (199, 151), 0.7, True, "training"),
        case("p = 0.5, one sample", (1, 30011), 0.5, True, "training"),
        case("p = 0.5, in evaluation", (7, 5), 0.5, False, "evaluation"),
        case("p = 0.7, in evaluation", (1, 3), 0.7, False, "evaluation"),
    ]


_DRAW = "keep = rng.random(x.shape) >= p"
_MASK = "mask = keep / (1 - p)"
_EVAL = "mask = np.ones_like(x)"
_BACK = "return dl_dy * mask"

DROPOUT = Exercise(
    number="7.1",
    name="dropout",
    title="Dropout",
    functions=("dropout", "dropout_backward"),
    reference=(dropout, dropout_backward),
    probe=dropout_probe,
    summary=dropout_summary,
    arguments=("x", "dl_dy", "p", "training", "seed"),
    cases=dropout_cases,
    outputs=(
        "share kept",
        "factor of what stays",
        "pattern",
        "mask minus factor",
        "draws",
        "backward, kept",
        "backward, dropped",
    ),
    properties=(
        Property(
            "the share of dropped numbers",
            2,
            outputs=("share kept", "pattern"),
            tags=("training",),
            rtol=0.08,
            atol=0,
        ),
        Property(
            "the factor of those that are kept",
            2,
            outputs=("factor of what stays",),
            tags=("training",),
            rtol=1e-4,
        ),
        Property(
            "dropping nothing in evaluation",
            1,
            outputs=("share kept", "factor of what stays"),
            tags=("evaluation",),
            rtol=1e-4,
            atol=0,
            needs="the share of dropped numbers",
        ),
        Property(
            "a mask that is what x was multiplied by",
            1,
            outputs=("mask minus factor",),
            needs="the share of dropped numbers",
        ),
        Property("drawing from rng", 1, outputs=("draws",), needs="the share of dropped numbers"),
        Property(
            "the backward function",
            2,
            outputs=("backward, kept", "backward, dropped"),
            rtol=1e-4,
            needs="the share of dropped numbers",
        ),
        Property("leaving x and dl_dy unchanged", 1, kind="unchanged"),
    ),
    faults=(
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
    ),
    hints=(
        "Everything is in the mask: 0 for what is dropped, a factor for what stays. y and the "
        "gradient are both multiplied by it.",
        "rng.random(x.shape) gives numbers between 0 and 1, evenly: a share p of them is below p. "
        "In evaluation the mask is all ones.",
        "The mask is (numbers at least p) divided by (1 - p). The backward function is a single "
        "multiplication with the mask it is given.",
    ),
)
