"""How exercise 6.3, adam_step, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import adam_step


def adam_probe(student, params, grads, learning_rate, beta1, beta2):
    """The way of each parameter from its start: one row per step."""
    start = {name: p.copy() for name, p in params.items()}
    params = {name: p.copy() for name, p in params.items()}
    state, ways = {}, {name: [] for name in params}
    for k in range(len(grads["w1"])):
        gradients = {name: g[k] for name, g in grads.items()}
        student.adam_step(params, gradients, state, learning_rate, beta1, beta2)
        for name in ways:
            ways[name].append(params[name] - start[name])
    return {name: np.array(way) for name, way in ways.items()}


def adam_cases(rng):
    def case(name, shape, steps, rate, scale, tag, betas=(0.9, 0.999), gap=False):
        names = {"w1": shape, "b1": (1, shape[1]), "w2": shape}
        params = {n: rng.normal(size=s) for n, s in names.items()}
        grads = {n: scale * rng.normal(size=(steps, *s)) for n, s in names.items()}
        if gap:
            grads["w1"][:, 0, 0] = 0.0  # an input that is always 0: no gradient, no movement
        return Case(name, (params, grads, rate, *betas), (tag,))

    return [
        case("the first step", (5, 3), 1, 0.3, 1.0, "first"),
        case("5 steps", (3, 5), 5, 0.1, 1.0, "more", gap=True),
        case("7 steps, other betas", (1, 7), 7, 0.05, 1.0, "more", (0.7, 0.95)),
        case("5 steps, large gradients", (3, 3), 5, 0.1, 1e4, "more"),
        case("5 steps, gradients near 1e-8", (5, 2), 5, 0.1, 1e-8, "tiny"),
    ]


EXERCISE = Exercise(
    name="adam_step",
    title="Adam",
    functions=("adam_step",),
    reference=(adam_step,),
    probe=adam_probe,
    arguments=("params", "grads", "learning_rate", "beta1", "beta2"),
    cases=adam_cases,
    outputs=("w1", "b1", "w2"),
    properties=(
        Property("the first step", 2, tags=("first",)),
        Property("the next steps", 5, tags=("more",)),
        Property("tiny gradients, where eps matters", 2, tags=("tiny",)),
        Property("leaving the gradients unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Four formulas, four lines in the loop, and one more line before the loop that counts.",
        "m averages the gradient, v its square. Write both back into state. Divide each by "
        "1 - beta**t, with its own beta and with t = 1 in the first step.",
        "The step is the learning rate times the corrected m, divided by (root of the corrected v, "
        "plus eps). eps stands outside the root. It is subtracted from the parameter.",
    ),
)
