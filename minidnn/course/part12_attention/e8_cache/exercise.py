"""How exercise 12.8, attend_next, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_attention.reference import attention
from .faults import FAULTS
from .reference import attend_next


def cache_probe(student, q, k, v):
    cache, parts = {}, []
    for t in range(q.shape[1]):
        one = slice(t, t + 1)
        parts.append(student.attend_next(q[:, one], k[:, one], v[:, one], cache))
    return {
        "first": parts[0],
        "y": np.concatenate(parts, axis=1),
        "keys": cache["k"],
        "values": cache["v"],
    }


def cases(rng):
    def case(name, n, t, d, e):
        q, k = rng.normal(size=(2, n, t, d))
        return Case(name, (q, k, rng.normal(size=(n, t, e))))

    return [
        case("2 texts of 7 words", 2, 7, 5, 3),
        case("as many texts as words", 3, 3, 3, 3),
        case("one text of 2 words", 1, 2, 4, 5),
        case("a single word", 2, 1, 3, 5),
    ]


EXERCISE = Exercise(
    name="attend_next",
    title="One more word, with a cache",
    functions=("attend_next",),
    reference=(attend_next,),
    given=(attention,),
    probe=cache_probe,
    arguments=("q", "k", "v"),
    cases=cases,
    outputs=("first", "y", "keys", "values"),
    properties=(
        Property("the first word", 2, outputs=("first",)),
        Property("all words", 4, outputs=("y",)),
        Property("the keys in the cache", 2, outputs=("keys",)),
        Property("the values in the cache", 1, outputs=("values",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Three steps: put the new key and value behind the old ones, store both, ask.",
        'An empty dictionary is false: if cache: ... Otherwise there is no cache["k"] yet.',
        "The new word may see every row of the cache: attention(q, keys, values, False), and the "
        "first of its two results.",
    ),
)
