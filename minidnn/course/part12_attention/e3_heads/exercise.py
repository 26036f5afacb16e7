"""How exercise 12.3, multi_head, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_attention.reference import attention
from ..e2_attention_backward.reference import attention_backward
from .faults import FAULTS
from .reference import merge_heads, multi_head, multi_head_backward, split_heads


def heads_probe(student, x, parts, w, heads, causal, dl_dy):
    dl_dx, grads = student.multi_head_backward(x, w, heads, causal, dl_dy)
    return {
        "split": student.split_heads(x, heads),
        "merged": student.merge_heads(parts, heads),
        "y": student.multi_head(x, w, heads, causal),
        "dl_dx": dl_dx,
        **{"dl_dw_" + name: grads[name] for name in ("q", "k", "v", "o")},
    }


def cases(rng):
    def case(name, n, t, d, heads, causal):
        x, dl_dy = rng.normal(size=(2, n, t, d))
        parts = rng.normal(size=(n * heads, t, d // heads))
        w = {k: rng.normal(size=(d, d)) / np.sqrt(d) for k in ("q", "k", "v", "o")}
        return Case(name, (x, parts, w, heads, causal, dl_dy))

    return [
        case("2 texts of 5 words, 3 heads", 2, 5, 6, 3, False),
        case("2 texts of 7 words, 2 heads, causal", 2, 7, 10, 2, True),
        case("3 texts, as many heads as words", 3, 4, 12, 4, True),
        case("one head", 2, 3, 5, 1, False),
        case("a single word", 1, 1, 6, 2, True),
    ]


EXERCISE = Exercise(
    name="multi_head",
    title="Several attentions side by side",
    functions=("split_heads", "merge_heads", "multi_head", "multi_head_backward"),
    reference=(split_heads, merge_heads, multi_head, multi_head_backward),
    given=(attention, attention_backward),
    probe=heads_probe,
    arguments=("x", "parts", "w", "heads", "causal", "dl_dy"),
    cases=cases,
    outputs=("split", "merged", "y", "dl_dx", "dl_dw_q", "dl_dw_k", "dl_dw_v", "dl_dw_o"),
    properties=(
        Property("split_heads", 2, outputs=("split",)),
        Property("merge_heads", 1, outputs=("merged",)),
        Property("multi_head", 2, outputs=("y",)),
        Property("the gradient of the last matrix", 1, outputs=("dl_dw_o",)),
        Property(
            "the gradients of the other matrices", 2, outputs=("dl_dw_q", "dl_dw_k", "dl_dw_v")
        ),
        Property("the gradient for x", 1, outputs=("dl_dx",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Moving numbers: reshape to (N, T, heads, D/heads), transpose, reshape again. The way back "
        "does the same in reverse.",
        "multi_head: three products, each split; one attention; merge; one product. In the "
        "backward function the order is reversed, and split and merge change their roles.",
        "After attention_backward each of the three gradients is merged; its matrix gets "
        "x with it, summed over texts and words, and dl_dx gets it times the transposed matrix.",
    ),
)
