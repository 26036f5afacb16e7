"""A solution of exercise 12.7, one block for each blank of the page, in its order."""

import numpy as np

from minidnn.course import (
    gelu,
    gelu_backward,
    layer_norm,
    layer_norm_backward,
    multi_head,
    multi_head_backward,
)

EPS = 1e-5


def block(x, p, heads):
    """(N, T, D) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    a = x + multi_head(layer_norm(x, p["gamma1"], p["beta1"], EPS), p, heads, True)
    y = a + gelu(layer_norm(a, p["gamma2"], p["beta2"], EPS) @ p["up"]) @ p["down"]
    #### END IMPLEMENTATION ####
    return y


def block_backward(x, p, heads, dl_dy):
    """The gradient for x, and a dictionary with those of the ten parameters."""
    grads = {}
    #### BEGIN IMPLEMENTATION ####
    # the way forward, each step with a name
    normal1 = layer_norm(x, p["gamma1"], p["beta1"], EPS)
    a = x + multi_head(normal1, p, heads, True)
    normal2 = layer_norm(a, p["gamma2"], p["beta2"], EPS)
    hidden = normal2 @ p["up"]
    # the network: down, gelu, up, layer norm
    both = ((0, 1), (0, 1))
    grads["down"] = np.tensordot(gelu(hidden), dl_dy, axes=both)
    dl_dhidden = gelu_backward(hidden, dl_dy @ p["down"].T)
    grads["up"] = np.tensordot(normal2, dl_dhidden, axes=both)
    dl_dnormal2 = dl_dhidden @ p["up"].T
    dl_da, grads["gamma2"], grads["beta2"] = layer_norm_backward(a, p["gamma2"], EPS, dl_dnormal2)
    dl_da = dl_da + dl_dy
    # the attention, and its layer norm
    dl_dnormal1, matrices = multi_head_backward(normal1, p, heads, True, dl_da)
    grads.update(matrices)
    dl_dx, grads["gamma1"], grads["beta1"] = layer_norm_backward(x, p["gamma1"], EPS, dl_dnormal1)
    dl_dx = dl_dx + dl_da
    #### END IMPLEMENTATION ####
    return dl_dx, grads
