"""The cache against PyTorch's causal attention of the whole text."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import attend_next


def make(torch, rng):
    """torch's scaled_dot_product_attention(is_causal=True)."""
    q, k, v = rng.normal(size=(3, 2, 7, 4))
    tensors = [torch.tensor(a) for a in (q, k, v)]
    y = torch.nn.functional.scaled_dot_product_attention(*tensors, is_causal=True)
    return {"q": q, "k": k, "v": v, "y": y.numpy()}


def check(goldens):
    q, k, v = (goldens[name] for name in "qkv")
    cache, words = {}, [slice(t, t + 1) for t in range(7)]
    parts = [attend_next(q[:, t], k[:, t], v[:, t], cache) for t in words]
    close(np.concatenate(parts, axis=1), goldens["y"], 1e-10)
