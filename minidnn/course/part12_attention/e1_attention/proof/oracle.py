"""Attention against PyTorch's scaled_dot_product_attention."""

from minidnn.grading.proof import close

from ..reference import attention


def make(torch, rng):
    """What PyTorch says, plain and causal."""
    q, k = rng.normal(size=(2, 3, 7, 5))
    v = rng.normal(size=(3, 7, 2))
    tensors = [torch.tensor(a) for a in (q, k, v)]
    ask = torch.nn.functional.scaled_dot_product_attention
    return {
        "q": q,
        "k": k,
        "v": v,
        "plain": ask(*tensors).numpy(),
        "causal": ask(*tensors, is_causal=True).numpy(),
    }


def check(goldens):
    q, k, v = (goldens[name] for name in "qkv")
    close(attention(q, k, v, False)[0], goldens["plain"], 1e-10)
    close(attention(q, k, v, True)[0], goldens["causal"], 1e-10)
