"""The layer against PyTorch's MultiheadAttention."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import multi_head, multi_head_backward


def make(torch, rng):
    """Outputs and gradients of nn.MultiheadAttention, causal; its matrices are transposed ours."""
    d, heads = 6, 3
    x, dl_dy = rng.normal(size=(2, 2, 5, d))
    layer = torch.nn.MultiheadAttention(d, heads, bias=False, batch_first=True, dtype=torch.float64)
    mask = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    given = torch.tensor(x, requires_grad=True)
    y, _ = layer(given, given, given, attn_mask=mask, need_weights=False)
    y.backward(torch.tensor(dl_dy))
    return {
        "x": x,
        "dl_dy": dl_dy,
        "w_in": layer.in_proj_weight.detach().numpy(),
        "w_out": layer.out_proj.weight.detach().numpy(),
        "y": y.detach().numpy(),
        "dx": given.grad.numpy(),
        "dw_in": layer.in_proj_weight.grad.numpy(),
        "dw_out": layer.out_proj.weight.grad.numpy(),
    }


def check(goldens):
    parts = np.split(goldens["w_in"], 3)
    w = {name: part.T for name, part in zip("qkv", parts)} | {"o": goldens["w_out"].T}
    close(multi_head(goldens["x"], w, 3, True), goldens["y"], 1e-9)
    dx, grads = multi_head_backward(goldens["x"], w, 3, True, goldens["dl_dy"])
    close(dx, goldens["dx"], 1e-9)
    close(np.concatenate([grads[name].T for name in "qkv"]), goldens["dw_in"], 1e-9)
    close(grads["o"].T, goldens["dw_out"], 1e-9)
