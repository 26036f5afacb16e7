"""PyTorch's gradients of the convolution, and central differences of the reference."""

import numpy as np

from minidnn.grading.proof import close, slope

from ...e1_conv2d.reference import conv2d
from ..reference import conv2d_backward

SETTINGS = ((3, 1, 0), (3, 2, 1), (2, 3, 2))


def make(torch, rng):
    found = {"x": rng.normal(size=(2, 3, 7, 9))}
    for k, (size, stride, padding) in enumerate(SETTINGS):
        x = torch.tensor(found["x"], requires_grad=True)
        weight = torch.tensor(rng.normal(size=(5, 3, size, size)), requires_grad=True)
        bias = torch.zeros(5, dtype=torch.float64, requires_grad=True)
        y = torch.nn.functional.conv2d(x, weight, bias, stride, padding)
        upstream = rng.normal(size=tuple(y.shape))
        y.backward(torch.tensor(upstream))
        found |= {f"weight{k}": weight.detach().numpy(), f"upstream{k}": upstream}
        found |= {f"dx{k}": x.grad.numpy(), f"dweight{k}": weight.grad.numpy()}
        found[f"dbias{k}"] = bias.grad.numpy()
    return found


def check(goldens):
    g = goldens
    for k, (_, stride, padding) in enumerate(SETTINGS):
        got = conv2d_backward(g["x"], g[f"weight{k}"], g[f"upstream{k}"], stride, padding)
        for name, gradient in zip(("dx", "dweight", "dbias"), got):
            close(gradient, g[f"{name}{k}"], 1e-10)
    rng = np.random.default_rng(1)
    x, weight, bias = rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(3, 2, 2, 2)), np.zeros(3)
    up = rng.normal(size=(2, 3, 5, 6))
    dx, dweight, _ = conv2d_backward(x, weight, up, 1, 1)
    close(dx, slope(lambda v: np.sum(up * conv2d(v, weight, bias, 1, 1)), x))
    close(dweight, slope(lambda v: np.sum(up * conv2d(x, v, bias, 1, 1)), weight))
