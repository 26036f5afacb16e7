"""Text by text; the gradients of the parameters are added up."""

import numpy as np

from minidnn.course import (
    gelu,
    gelu_backward,
    layer_norm,
    layer_norm_backward,
    multi_head,
    multi_head_backward,
)


def one(x, p, heads):
    normal1 = layer_norm(x, p["gamma1"], p["beta1"], 1e-5)
    a = x + multi_head(normal1, p, heads, True)
    normal2 = layer_norm(a, p["gamma2"], p["beta2"], 1e-5)
    return normal1, a, normal2, normal2 @ p["up"]


def block(x, p, heads):
    parts = []
    for i in range(len(x)):
        _, a, _, hidden = one(x[i : i + 1], p, heads)
        parts.append(a + gelu(hidden) @ p["down"])
    return np.concatenate(parts)


def block_backward(x, p, heads, dl_dy):
    slopes, total = [], {name: np.zeros(value.shape) for name, value in p.items()}
    for i in range(len(x)):
        text, up = x[i : i + 1], dl_dy[i : i + 1]
        normal1, a, normal2, hidden = one(text, p, heads)
        total["down"] += gelu(hidden)[0].T @ up[0]
        dh = gelu_backward(hidden, up @ p["down"].T)
        total["up"] += normal2[0].T @ dh[0]
        da, gamma, beta = layer_norm_backward(a, p["gamma2"], 1e-5, dh @ p["up"].T)
        total["gamma2"] += gamma
        total["beta2"] += beta
        da = da + up
        dn, grads = multi_head_backward(normal1, p, heads, True, da)
        for name, g in grads.items():
            total[name] += g
        dx, gamma, beta = layer_norm_backward(text, p["gamma1"], 1e-5, dn)
        total["gamma1"] += gamma
        total["beta1"] += beta
        slopes.append(dx + da)
    return np.concatenate(slopes), total
