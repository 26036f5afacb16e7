"""How exercise 12.7, block, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e3_heads.reference import multi_head, multi_head_backward
from ..e4_layer_norm.reference import layer_norm, layer_norm_backward
from ..e5_gelu.reference import gelu, gelu_backward
from .faults import FAULTS
from .reference import block, block_backward

MATRICES = ("q", "k", "v", "o")


def block_probe(student, x, p, heads, dl_dy):
    dl_dx, grads = student.block_backward(x, p, heads, dl_dy)
    names = ("q", "k", "v", "o", "gamma1", "beta1", "gamma2", "beta2", "up", "down")
    return {
        "y": student.block(x, p, heads),
        "dl_dx": dl_dx,
        **{"dl_d" + name: grads[name] for name in names},
    }


def parameters(rng, d):
    """A block's parameters, none of them special."""
    p = {name: rng.normal(size=(d, d)) / np.sqrt(d) for name in MATRICES}
    p |= {"up": rng.normal(size=(d, 4 * d)) / np.sqrt(d)}
    p |= {"down": rng.normal(size=(4 * d, d)) / np.sqrt(4 * d)}
    p |= {name: 1 + 0.3 * rng.normal(size=d) for name in ("gamma1", "gamma2")}
    return p | {name: 0.3 * rng.normal(size=d) for name in ("beta1", "beta2")}


def cases(rng):
    def case(name, n, t, d, heads):
        x, dl_dy = rng.normal(size=(2, n, t, d))
        return Case(name, (x, parameters(rng, d), heads, dl_dy))

    return [
        case("2 texts of 5 words, 3 heads", 2, 5, 6, 3),
        case("3 texts, as many words as numbers", 3, 4, 4, 2),
        case("one text of 7 words, one head", 1, 7, 5, 1),
    ]


_NAMES = ("q", "k", "v", "o", "gamma1", "beta1", "gamma2", "beta2", "up", "down")

EXERCISE = Exercise(
    name="block",
    title="The piece of which GPTs are stacked",
    functions=("block", "block_backward"),
    reference=(block, block_backward),
    given=(multi_head, multi_head_backward, layer_norm, layer_norm_backward, gelu, gelu_backward),
    probe=block_probe,
    arguments=("x", "p", "heads", "dl_dy"),
    cases=cases,
    outputs=("y", "dl_dx", *("dl_d" + name for name in _NAMES)),
    properties=(
        Property("block", 3, outputs=("y",)),
        Property("the gradients of up and down", 2, outputs=("dl_dup", "dl_ddown")),
        Property("the gradients of the second norm", 1, outputs=("dl_dgamma2", "dl_dbeta2")),
        Property("the gradients of the attention", 1, outputs=("dl_dq", "dl_dk", "dl_dv", "dl_do")),
        Property("the gradients of the first norm", 1, outputs=("dl_dgamma1", "dl_dbeta1")),
        Property("the gradient for x", 1, outputs=("dl_dx",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Forward: two lines, each of the form old + something(layer_norm(old)).",
        "Backward: begin with down. At each addition dl_dy goes on unchanged, and what comes "
        "through the branch is added to it.",
        "dl_da = dl_dy + the first result of layer_norm_backward(a, gamma2, ...); then "
        "multi_head_backward gets dl_da, and dl_dx = dl_da + the first result of the first norm's.",
    ),
)
