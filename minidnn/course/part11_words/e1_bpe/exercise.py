"""How exercise 11.1, merge_pair, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import merge_pair, most_frequent_pair


def bpe_probe(student, tokens, pair, rounds):
    """One pair and one merge, then some rounds of learning."""
    result = {
        "pair": np.array(student.most_frequent_pair(list(tokens))),
        "merged": np.array(student.merge_pair(list(tokens), tuple(pair), 100), dtype=int),
    }
    text, learnt = list(tokens), []
    for step in range(rounds):
        best = student.most_frequent_pair(list(text))
        learnt.append(best)
        text = student.merge_pair(list(text), best, 50 + step)
    return {**result, "learnt": np.array(learnt), "text": np.array(text, dtype=int)}


def cases(rng):
    def case(name, tokens, pair, rounds=3):
        return Case(name, (list(map(int, tokens)), pair, rounds))

    return [
        case("banana", [1, 0, 2, 0, 2, 0], (0, 2), 2),
        case("40 signs of 4", rng.integers(0, 4, 40), (1, 2)),
        case("a row of equal signs", [2, 0, 0, 0, 0, 0, 1, 0, 0, 0], (0, 0)),
        case("pairs that occur equally often", [9, 4, 7, 4, 9, 4, 7, 4, 1], (4, 7), 2),
        case("a pair that is not there", [*rng.integers(0, 3, 11), 0, 1, 0, 1], (7, 8)),
        case("the pair at both ends", [3, 5, 1, 5, 3, 3, 5], (3, 5), 1),
    ]


EXERCISE = Exercise(
    name="merge_pair",
    title="A tokenizer learns which signs belong together",
    functions=("most_frequent_pair", "merge_pair"),
    reference=(most_frequent_pair, merge_pair),
    probe=bpe_probe,
    arguments=("tokens", "pair", "rounds"),
    cases=cases,
    outputs=("pair", "merged", "learnt", "text"),
    properties=(
        Property("the most frequent pair", 3, outputs=("pair",)),
        Property("one merge", 4, outputs=("merged",)),
        Property("the pairs of several rounds", 2, outputs=("learnt",)),
        Property("the text after several rounds", 1, outputs=("text",)),
    ),
    faults=FAULTS,
    hints=(
        "A dictionary counts pairs; zip of the list and the list without its first element gives "
        "the neighbours.",
        "For ties: among the pairs with the largest count take the smallest. A key of two parts, "
        "minus the count and the pair itself, does both.",
        "merge_pair walks with an index: by two where the pair stands, by one elsewhere.",
    ),
)
