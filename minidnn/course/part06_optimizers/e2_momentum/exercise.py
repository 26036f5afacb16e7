"""How exercise 6.2, sgd_momentum_step, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import sgd_momentum_step


def momentum_probe(student, params, grads, rates, momentum):
    """The way of each parameter: one row per step."""
    params = {name: p.copy() for name, p in params.items()}
    state, ways = {}, {name: [] for name in params}
    for k, rate in enumerate(rates):
        gradients = {name: g[k] for name, g in grads.items()}
        student.sgd_momentum_step(params, gradients, state, float(rate), momentum)
        for name in ways:
            ways[name].append(params[name].copy())
    return {name: np.array(way) for name, way in ways.items()}


def momentum_cases(rng):
    def case(name, shape, rates, momentum, tags=()):
        names = {"w1": shape, "b1": (1, shape[1]), "w2": shape}
        params = {n: rng.normal(size=s) for n, s in names.items()}
        grads = {n: rng.normal(size=(len(rates), *s)) for n, s in names.items()}
        return Case(name, (params, grads, np.array(rates), momentum), tags)

    return [
        case("the first step", (5, 3), [0.3], 0.9, ("first",)),
        case("5 steps", (3, 5), [0.1] * 5, 0.9, ("more",)),
        case("5 steps, momentum 0.7", (1, 7), [0.3] * 5, 0.7, ("more",)),
        case(
            "5 steps with a falling learning rate",
            (3, 3),
            [0.5, 0.3, 0.2, 0.1, 0.05],
            0.9,
            ("falling",),
        ),
    ]


EXERCISE = Exercise(
    name="sgd_momentum_step",
    title="Gradient descent with momentum",
    functions=("sgd_momentum_step",),
    reference=(sgd_momentum_step,),
    probe=momentum_probe,
    arguments=("params", "grads", "learning_rate", "momentum"),
    cases=momentum_cases,
    outputs=("w1", "b1", "w2"),
    properties=(
        Property("the first step", 2, tags=("first",)),
        Property("5 steps with a velocity that is kept", 4, tags=("more",)),
        Property("5 steps with a falling learning rate", 3, tags=("falling",)),
        Property("leaving the gradients unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Two lines of the formula, two lines of code: first the velocity, then the parameter.",
        "state[name] holds the velocity of the last step. Part of it survives, the gradient is "
        "added, "
        "and the result goes back into state[name].",
        "The parameter moves against the new velocity, multiplied by the learning rate. The "
        "learning "
        "rate does not appear in the velocity.",
    ),
)
