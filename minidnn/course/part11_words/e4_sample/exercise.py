"""How exercise 11.4, next_probabilities, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import next_probabilities


def cases(rng):
    def case(name, scores, temperature, top_k, tag):
        return Case(name, (np.asarray(scores, dtype=float), temperature, top_k), (tag,))

    return [
        case("temperature 1", rng.normal(size=7), 1.0, None, "warm"),
        case("temperature 0.3", rng.normal(size=5), 0.3, None, "warm"),
        case("temperature 2.5", 3 * rng.normal(size=11), 2.5, None, "warm"),
        case("the 3 largest", rng.normal(size=7), 1.0, 3, "k"),
        case("the 2 largest, temperature 0.5", rng.normal(size=5), 0.5, 2, "k"),
        case("only the largest", rng.normal(size=5), 1.7, 1, "k"),
        case("equal scores at the edge", [1.0, 2.0, 1.0, 1.0, -1.0], 0.8, 2, "k"),
        case("temperature 0", rng.normal(size=7), 0.0, None, "cold"),
        case("temperature 0, top 3", rng.normal(size=5), 0.0, 3, "cold"),
        case("two equal largest at temperature 0", [0.5, 2.0, 2.0], 0.0, None, "cold"),
        case("scores of about 1000", 1000 + 300 * rng.normal(size=5), 1.0, None, "large"),
    ]


EXERCISE = Exercise(
    name="next_probabilities",
    title="Temperature and top-k",
    functions=("next_probabilities",),
    reference=(next_probabilities,),
    cases=cases,
    outputs=("p",),
    properties=(
        Property("the temperature", 3, tags=("warm",)),
        Property("the k largest", 3, tags=("k",)),
        Property("temperature 0", 2, tags=("cold",)),
        Property("very large scores", 1, tags=("large",)),
        Property("leaving the scores unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Begin with zeros, and fill in the places that are kept.",
        "A slice with None as its end keeps all; with a number it keeps as many.",
        "Treat temperature 0 first, because nothing can be divided by it: one 1 at the first of "
        "the order.",
    ),
)
