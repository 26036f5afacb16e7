"""How exercise 12.4, layer_norm, is graded."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import layer_norm, layer_norm_backward


def norm_probe(student, x, gamma, beta, eps, dl_dy):
    dl_dx, dl_dgamma, dl_dbeta = student.layer_norm_backward(x, gamma, eps, dl_dy)
    return {
        "y": student.layer_norm(x, gamma, beta, eps),
        "dl_dx": dl_dx,
        "dl_dgamma": dl_dgamma,
        "dl_dbeta": dl_dbeta,
    }


def cases(rng):
    def case(name, shape, eps, scale=1.0, offset=0.0):
        x = scale * rng.normal(size=shape) + offset
        gamma, beta = 1 + 0.5 * rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
        return Case(name, (x, gamma, beta, eps, rng.normal(size=shape)))

    return [
        case("2 texts of 7 words of 5 numbers", (2, 7, 5), 1e-5, 2.0, 1.0),
        case("as many words as numbers", (5, 5), 0.1),
        case("a large eps", (3, 7), 2.0, 0.5),
        case("small numbers, far from 0", (4, 3), 1e-5, 0.01, 10.0),
        case("one word", (1, 7), 1e-3),
    ]


EXERCISE = Exercise(
    name="layer_norm",
    title="Layer normalisation and its gradient",
    functions=("layer_norm", "layer_norm_backward"),
    reference=(layer_norm, layer_norm_backward),
    probe=norm_probe,
    arguments=("x", "gamma", "beta", "eps", "dl_dy"),
    cases=cases,
    outputs=("y", "dl_dx", "dl_dgamma", "dl_dbeta"),
    properties=(
        Property("layer_norm", 3, outputs=("y",)),
        Property("the gradient of gamma", 1, outputs=("dl_dgamma",)),
        Property("the gradient of beta", 1, outputs=("dl_dbeta",)),
        Property("the gradient for x", 4, outputs=("dl_dx",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Mean and variance along the last axis, with keepdims=True, so that they meet their word.",
        "gamma and beta serve all words: their gradients are sums over every axis but the last: "
        "axis takes a tuple of numbers.",
        "For dl_dx multiply the upstream gradient by gamma first; then subtract its mean, and the "
        "standardised x times the mean of their product; divide by the root.",
    ),
)
