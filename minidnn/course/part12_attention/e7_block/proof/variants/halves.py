"""The two halves as functions of their own."""

import numpy as np

from minidnn.course import (
    gelu,
    gelu_backward,
    layer_norm,
    layer_norm_backward,
    multi_head,
    multi_head_backward,
)


def ask(x, p, heads):
    return multi_head(layer_norm(x, p["gamma1"], p["beta1"], 1e-5), p, heads, True)


def think(a, p):
    return gelu(layer_norm(a, p["gamma2"], p["beta2"], 1e-5) @ p["up"]) @ p["down"]


def block(x, p, heads):
    a = x + ask(x, p, heads)
    return a + think(a, p)


def block_backward(x, p, heads, dl_dy):
    a = x + ask(x, p, heads)
    dl_da, thinking = think_backward(a, p, dl_dy)
    dl_da = dl_dy + dl_da
    dl_dx, asking = ask_backward(x, p, heads, dl_da)
    return dl_da + dl_dx, {**thinking, **asking}


def think_backward(a, p, dl_dy):
    normal = layer_norm(a, p["gamma2"], p["beta2"], 1e-5)
    wide = normal @ p["up"]
    dl_dwide = gelu_backward(wide, dl_dy @ p["down"].T)
    up = np.einsum("ntd,nte->de", normal, dl_dwide)
    down = np.einsum("ntd,nte->de", gelu(wide), dl_dy)
    dl_da, gamma, beta = layer_norm_backward(a, p["gamma2"], 1e-5, dl_dwide @ p["up"].T)
    return dl_da, {"up": up, "down": down, "gamma2": gamma, "beta2": beta}


def ask_backward(x, p, heads, dl_dy):
    normal = layer_norm(x, p["gamma1"], p["beta1"], 1e-5)
    dl_dnormal, grads = multi_head_backward(normal, p, heads, True, dl_dy)
    dl_dx, gamma, beta = layer_norm_backward(x, p["gamma1"], 1e-5, dl_dnormal)
    return dl_dx, {**grads, "gamma1": gamma, "beta1": beta}
