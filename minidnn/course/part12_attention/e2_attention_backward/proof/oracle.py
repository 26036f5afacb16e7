"""The gradients of attention against PyTorch's."""

from minidnn.grading.proof import close

from ...e1_attention.reference import attention
from ..reference import attention_backward


def make(torch, rng):
    """PyTorch's gradients for a random upstream gradient, plain and causal."""
    arrays = {
        "q": rng.normal(size=(3, 7, 5)),
        "k": rng.normal(size=(3, 7, 5)),
        "v": rng.normal(size=(3, 7, 2)),
        "dl_dy": rng.normal(size=(3, 7, 2)),
    }
    for kind in (False, True):
        tensors = [torch.tensor(arrays[n], requires_grad=True) for n in "qkv"]
        y = torch.nn.functional.scaled_dot_product_attention(*tensors, is_causal=kind)
        y.backward(torch.tensor(arrays["dl_dy"]))
        arrays |= {f"d{n}{int(kind)}": t.grad.numpy() for n, t in zip("qkv", tensors)}
    return arrays


def check(goldens):
    q, k, v, dl_dy = (goldens[name] for name in ("q", "k", "v", "dl_dy"))
    for kind in (False, True):
        weights = attention(q, k, v, kind)[1]
        for name, got in zip("qkv", attention_backward(q, k, v, weights, dl_dy)):
            close(got, goldens[f"d{name}{int(kind)}"], 1e-9)
