"""How exercise 13.5, profile, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import possible_gain, self_times, slowest

NAMES = ("step", "forward", "backward", "dense", "softmax", "load")


def profile_probe(student, events, own, name, factor):
    """The times of all names as a list; the slowest of given times; the gain."""
    times = student.self_times([tuple(event) for event in events])
    return {
        "times": np.array([times.get(n, -1.0) for n in NAMES], dtype=float),
        "slowest": student.slowest(dict(own)),
        "gain": student.possible_gain(dict(own), name, factor),
    }


def events_of(rng, steps):
    """Steps one after the other with pauses; each holds a forward and a backward run."""
    events, now = [], float(rng.uniform(1, 2))

    def leaf(name):
        nonlocal now
        start = now
        now += float(rng.uniform(0.1, 2))
        events.append((name, start, now))
        now += float(rng.uniform(0.05, 0.3))

    for _ in range(steps):
        begin = now
        now += float(rng.uniform(0.1, 0.2))
        leaf("load")
        for outer, inner in (("forward", ("dense", "softmax")), ("backward", ("dense", "dense"))):
            start = now
            now += float(rng.uniform(0.1, 0.5))
            for name in inner:
                leaf(name)
            events.append((outer, start, now))
        now += float(rng.uniform(0.1, 0.4))
        events.append(("step", begin, now))
        now += float(rng.uniform(0.5, 1))
    return events


def cases(rng):
    def case(name, events):
        own = {n: float(t) for n, t in zip(NAMES, rng.permutation(np.arange(1.0, 7.0)))}
        chosen = NAMES[int(rng.integers(6))]
        return Case(name, (events, own, chosen, float(rng.uniform(2, 5))))

    shuffled = events_of(rng, 2)
    shuffled = [shuffled[i] for i in rng.permutation(len(shuffled))]
    touching = [("step", 0.0, 6.0), ("dense", 0.0, 2.0), ("softmax", 2.0, 5.0), ("load", 5.0, 6.0)]
    return [
        case("one step", events_of(rng, 1)),
        case("three steps", events_of(rng, 3)),
        case("events in any order", shuffled),
        case("one begins where the other ends", touching),
    ]


EXERCISE = Exercise(
    name="profile",
    title="Where the time goes",
    functions=("self_times", "slowest", "possible_gain"),
    reference=(self_times, slowest, possible_gain),
    probe=profile_probe,
    arguments=("events", "own", "name", "factor"),
    cases=cases,
    outputs=("times", "slowest", "gain"),
    properties=(
        Property("self_times", 6, outputs=("times",)),
        Property("slowest", 1, outputs=("slowest",)),
        Property("possible_gain", 3, outputs=("gain",)),
    ),
    faults=FAULTS,
    hints=(
        "Sort the events by their start (of two with the same start the longer first) and keep a "
        "list of those that are still open.",
        "An event whose end is not later than the start of the new one is over: remove it. What "
        "is then last in the list is the parent.",
        "Add the duration to the own time of the event and subtract it from that of its parent. "
        "Do not subtract it from the grandparent: the parent has done so.",
    ),
)
