"""How exercise 6.4, controls, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import add_weight_decay, clip_gradients, step_decay, warmup_cosine


def controls_probe(
    student, params, grads, weight_decay, max_norm, rate, every, factor, warmup, total
):
    """All four functions; the schedules as curves over the steps."""
    steps = range(total + 1)
    return {
        "decayed": dict(student.add_weight_decay(params, grads, weight_decay)),
        "clipped": dict(student.clip_gradients(grads, max_norm)),
        "step": np.array([float(student.step_decay(rate, s, every, factor)) for s in steps]),
        "cosine": np.array([float(student.warmup_cosine(rate, s, warmup, total)) for s in steps]),
    }


def controls_cases(rng):
    def case(name, sizes, decay, share, rate, every, factor, warmup, total, tag, zero=False):
        params, grads = {}, {}
        for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), 1):
            for kind, shape in (("w", (inputs, outputs)), ("b", (1, outputs))):
                params[f"{kind}{i}"] = rng.normal(size=shape)
                grads[f"{kind}{i}"] = rng.normal(size=shape) * (0 if zero else rng.uniform(0.1, 2))
        norm = float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))
        limit = norm * share if norm else 1.0
        return Case(name, (params, grads, decay, limit, rate, every, factor, warmup, total), (tag,))

    return [
        case("gradients 3 times too long", (5, 7, 3), 0.1, 1 / 3, 0.3, 4, 0.5, 5, 17, "long"),
        case(
            "gradients 20 times too long", (3, 3, 3, 1), 0.01, 1 / 20, 0.05, 3, 0.1, 3, 11, "long"
        ),
        case("gradients below the limit", (2, 5), 0.3, 1.5, 0.7, 5, 0.7, 1, 13, "short"),
        case("a limit of several times the norm", (3, 1), 0.5, 7.0, 1.0, 2, 0.9, 4, 10, "short"),
        case("gradients of 0", (2, 3), 0.2, 1.0, 0.2, 7, 0.5, 2, 7, "short", zero=True),
    ]


EXERCISE = Exercise(
    name="controls",
    title="Weight decay, clipping, schedules",
    functions=("add_weight_decay", "clip_gradients", "step_decay", "warmup_cosine"),
    reference=(add_weight_decay, clip_gradients, step_decay, warmup_cosine),
    probe=controls_probe,
    arguments=(
        "params",
        "grads",
        "weight_decay",
        "max_norm",
        "learning_rate",
        "every",
        "factor",
        "warmup",
        "total",
    ),
    cases=controls_cases,
    outputs=("decayed", "clipped", "step", "cosine"),
    properties=(
        Property("the weight decay", 2, outputs=("decayed",)),
        Property("clipping long gradients to the limit", 2, outputs=("clipped",), tags=("long",)),
        Property(
            "leaving short gradients as they are",
            1,
            outputs=("clipped",),
            tags=("short",),
            needs="clipping long gradients to the limit",
        ),
        Property("the step schedule", 2, outputs=("step",)),
        Property("the warm-up and cosine schedule", 2, outputs=("cosine",)),
        Property("leaving parameters and gradients unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Four small formulas. For the first two: new dictionaries with the same names, the "
        "caller's "
        "arrays stay as they are.",
        "Decay: the gradient plus weight_decay times the weight, only for names with w. Clipping: "
        "one "
        "length over all gradients; only if it is too large multiply all of them with the same "
        "number.",
        "step_decay: // counts the drops, ** repeats the factor. warmup_cosine: below warmup the "
        "share "
        "is (step + 1) out of warmup; afterwards progress runs from 0 to 1 and the share is half "
        "of "
        "1 + cosine.",
    ),
)
