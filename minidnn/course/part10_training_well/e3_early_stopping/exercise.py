"""How exercise 10.3, early_stopping, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import restore, should_stop


def stopping_probe(student, losses, params, patience, at_least):
    """Every epoch changes the parameters in place, as an optimizer does."""
    params = {name: p.copy() for name, p in params.items()}
    held = params["w"]
    state, answers, bests, epochs = {}, [], [], []
    for epoch, loss in enumerate(losses):
        for p in params.values():
            p += epoch + 1
        answers.append(bool(student.should_stop(state, float(loss), params, patience, at_least)))
        bests.append(state["best"])
        epochs.append(state["epoch"])
    kept = state["params"]["w"].copy()
    student.restore(state, params)
    result = {
        "stop": np.array(answers),
        "best": np.array(bests, dtype=float),
        "epoch": np.array(epochs, dtype=float),
        "w": params["w"].copy(),
        "b": params["b"].copy(),
        "held": held.copy(),
        "kept": np.stack([kept, state["params"]["w"]]),
    }
    params["w"] += 1  # training goes on: what is kept must not move with it
    student.restore(state, params)
    return {**result, "again": params["w"].copy()}


def cases(rng):
    def case(name, losses, patience, at_least=0.0):
        params = {"w": rng.normal(size=(5, 3)), "b": rng.normal(size=(1, 3))}
        return Case(name, (np.array(losses, dtype=float), params, patience, at_least))

    jitter = rng.uniform(0, 0.01, 9)
    valley = np.array([1.0, 0.7, 0.5, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7]) + jitter
    return [
        case("down, then up; patience 3", valley, 3),
        case("a small rise between; patience 2", [1.0, 0.8, 0.9, 0.7, 0.75, 0.6, 0.65, 0.66], 2),
        case("always the same loss; patience 3", [0.5, 0.5, 0.5, 0.5, 0.5], 3),
        case("too small steps; patience 2", [1.0, 0.98, 0.96, 0.94, 0.5, 0.49, 0.48], 2, 0.05),
        case("up and down; patience 3", [0.9, 1.0, 0.8, 0.81, 0.85, 0.7, 0.9, 0.9, 0.9], 3, 0.02),
        case("patience 1, a negative loss", [-1.0, -2.0, -1.5, -3.0], 1),
    ]


EXERCISE = Exercise(
    name="early_stopping",
    title="Stop while it is best",
    functions=("should_stop", "restore"),
    reference=(should_stop, restore),
    probe=stopping_probe,
    arguments=("losses", "params", "patience", "at_least"),
    cases=cases,
    outputs=("stop", "best", "epoch", "w", "b", "held", "kept", "again"),
    properties=(
        Property("when to stop", 4, outputs=("stop",)),
        Property("the best loss and its epoch", 2, outputs=("best", "epoch")),
        Property("the best weights", 3, outputs=("w", "b", "kept", "again")),
        Property("changing the arrays in place", 1, outputs=("held",)),
    ),
    faults=FAULTS,
    hints=(
        "Two cases: the loss is better than the best one by more than at_least, or it is not. "
        "The answer is the same comparison in both.",
        "Better: four entries of the state change. Not better: one does, it counts.",
        "The optimizer changes the arrays of params in place. What you keep has to be copies "
        "(p.copy() for every array), and restore writes into the arrays: array[...] = other.",
    ),
)
