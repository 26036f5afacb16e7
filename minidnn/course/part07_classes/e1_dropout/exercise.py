"""How exercise 7.1, dropout, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import dropout, dropout_backward


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


EXERCISE = Exercise(
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
    faults=FAULTS,
    hints=(
        "Everything is in the mask: 0 for what is dropped, a factor for what stays. y and the "
        "gradient are both multiplied by it.",
        "rng.random(x.shape) gives numbers between 0 and 1, evenly: a share p of them is below p. "
        "In evaluation the mask is all ones.",
        "The mask is (numbers at least p) divided by (1 - p). The backward function is a single "
        "multiplication with the mask it is given.",
    ),
)
