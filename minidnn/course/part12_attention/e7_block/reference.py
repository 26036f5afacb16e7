"""The right answer to exercise 12.7, block."""

import numpy as np

from ..e3_heads.reference import multi_head, multi_head_backward
from ..e4_layer_norm.reference import layer_norm, layer_norm_backward
from ..e5_gelu.reference import gelu, gelu_backward

EPS = 1e-5


def block(x, p, heads):
    a = x + multi_head(layer_norm(x, p["gamma1"], p["beta1"], EPS), p, heads, True)
    wide = layer_norm(a, p["gamma2"], p["beta2"], EPS) @ p["up"]
    return a + gelu(wide) @ p["down"]


def block_backward(x, p, heads, dl_dy):
    both = ((0, 1), (0, 1))
    normal1 = layer_norm(x, p["gamma1"], p["beta1"], EPS)
    middle = x + multi_head(normal1, p, heads, True)
    normal2 = layer_norm(middle, p["gamma2"], p["beta2"], EPS)
    hidden = normal2 @ p["up"]
    dl_dhidden = gelu_backward(hidden, dl_dy @ p["down"].T)
    thought = layer_norm_backward(middle, p["gamma2"], EPS, dl_dhidden @ p["up"].T)
    dl_dmiddle = dl_dy + thought[0]
    asked, grads = multi_head_backward(normal1, p, heads, True, dl_dmiddle)
    answer = layer_norm_backward(x, p["gamma1"], EPS, asked)
    dl_dx = dl_dmiddle + answer[0]
    grads["down"] = np.tensordot(gelu(hidden), dl_dy, axes=both)
    grads["up"] = np.tensordot(normal2, dl_dhidden, axes=both)
    grads["gamma2"], grads["beta2"] = thought[1:]
    grads["gamma1"], grads["beta1"] = answer[1:]
    return dl_dx, grads
