"""A list of what is to be done on the way back."""

import numpy as np

from minidnn.course import (
    gelu,
    gelu_backward,
    layer_norm,
    layer_norm_backward,
    multi_head,
    multi_head_backward,
)


def block(x, p, heads):
    y = x + multi_head(layer_norm(x, p["gamma1"], p["beta1"], 1e-5), p, heads, True)
    y = y + gelu(layer_norm(y, p["gamma2"], p["beta2"], 1e-5).dot(p["up"])).dot(p["down"])
    return y


def block_backward(x, p, heads, dl_dy):
    grads = {}

    def norm(x, i):
        def back(dy):
            dx, grads[f"gamma{i}"], grads[f"beta{i}"] = layer_norm_backward(
                x, p[f"gamma{i}"], 1e-5, dy
            )
            return dx

        return layer_norm(x, p[f"gamma{i}"], p[f"beta{i}"], 1e-5), back

    def product(x, name):
        def back(dy):
            grads[name] = x.reshape(-1, x.shape[2]).T @ dy.reshape(-1, dy.shape[2])
            return dy @ p[name].T

        return x @ p[name], back

    n1, norm1 = norm(x, 1)
    a = x + multi_head(n1, p, heads, True)
    n2, norm2 = norm(a, 2)
    hidden, up = product(n2, "up")
    _, down = product(gelu(hidden), "down")
    dl_da = dl_dy + norm2(up(gelu_backward(hidden, down(dl_dy))))
    dl_dn1, matrices = multi_head_backward(n1, p, heads, True, dl_da)
    grads.update(matrices)
    return np.add(dl_da, norm1(dl_dn1)), grads
