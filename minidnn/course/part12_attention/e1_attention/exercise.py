"""How exercise 12.1, attention, is graded."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import attention


def cases(rng):
    def case(name, n, t, s, d, e, causal, tags, scale=1.0):
        q, k = scale * rng.normal(size=(n, t, d)), rng.normal(size=(n, s, d))
        return Case(name, (q, k, rng.normal(size=(n, s, e)), causal), tags)

    return [
        case("2 texts of 7 words", 2, 7, 7, 5, 3, False, ("plain",)),
        case("2 texts of 7 words, causal", 2, 7, 7, 5, 3, True, ("causal",)),
        case("5 words ask 11 others", 3, 5, 11, 7, 2, False, ("plain",)),
        case("one text, as many words as numbers, causal", 1, 5, 5, 5, 5, True, ("causal",)),
        case("a single word, causal", 2, 1, 1, 3, 4, True, ("causal",)),
        case("scores of about 1000", 1, 5, 5, 3, 2, False, ("large",), scale=1000.0),
    ]


EXERCISE = Exercise(
    name="attention",
    title="Scaled dot products, and nobody knows the future",
    functions=("attention",),
    reference=(attention,),
    cases=cases,
    outputs=("y", "weights"),
    properties=(
        Property("the weights", 3, outputs=("weights",), tags=("plain",)),
        Property("the weighted means", 2, outputs=("y",), tags=("plain",)),
        Property("causal attention", 3, tags=("causal",)),
        Property("very large scores", 1, tags=("large",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Four steps: scores, mask, softmax along the last axis, weighted mean.",
        "scores has the shape (N, T, S): a row holds the scores of one query with all keys. Mask "
        "with np.where, before the softmax.",
        "The scores are q @ np.swapaxes(k, 1, 2), divided by the root of q.shape[2]; the softmax "
        "runs over axis 2 with keepdims; the result is weights @ v.",
    ),
)
