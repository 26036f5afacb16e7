"""How exercise 12.2, attention_backward, is graded."""

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_attention.reference import attention
from .faults import FAULTS
from .reference import attention_backward


def cases(rng):
    def case(name, n, t, s, d, e, causal):
        q, k = rng.normal(size=(n, t, d)), rng.normal(size=(n, s, d))
        v = rng.normal(size=(n, s, e))
        weights = attention(q, k, v, causal)[1]
        return Case(name, (q, k, v, weights, rng.normal(size=(n, t, e))))

    return [
        case("2 texts of 7 words", 2, 7, 7, 5, 3, False),
        case("2 texts of 7 words, causal", 2, 7, 7, 5, 3, True),
        case("5 words ask 11 others", 3, 5, 11, 7, 2, False),
        case("as many words as numbers, causal", 1, 5, 5, 5, 5, True),
        case("a single word asks two", 2, 1, 2, 3, 4, False),
    ]


EXERCISE = Exercise(
    name="attention_backward",
    title="The three gradients of attention",
    functions=("attention_backward",),
    reference=(attention_backward,),
    given=(attention,),
    cases=cases,
    outputs=("dl_dq", "dl_dk", "dl_dv"),
    properties=(
        Property("the gradient for the values", 2, outputs=("dl_dv",)),
        Property("the gradient for the queries", 3, outputs=("dl_dq",)),
        Property("the gradient for the keys", 3, outputs=("dl_dk",)),
        Property("the shapes", 1, kind="shape"),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Three stations: the product with the values, the softmax, the product with the keys.",
        "For a product y = a @ b the gradients are dl_dy @ b transposed, and a transposed @ dl_dy. "
        "Transposed means np.swapaxes(..., 1, 2).",
        "For the softmax: weights * (u - the row sums of u * weights), with keepdims. The factor "
        "1 / sqrt(D) belongs to both dl_dq and dl_dk, once each.",
    ),
)
