"""The gradient in small steps: through the quotient, the variance and the mean."""

import numpy as np


def layer_norm(x, gamma, beta, eps):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + eps) * gamma + beta


def layer_norm_backward(x, gamma, eps, dl_dy):
    d = x.shape[-1]
    centred = x - x.mean(-1, keepdims=True)
    var = (centred**2).mean(-1, keepdims=True)
    inverse = (var + eps) ** -0.5
    d_normal = dl_dy * gamma
    d_var = (d_normal * centred).sum(-1, keepdims=True) * -0.5 * inverse**3
    d_centred = d_normal * inverse + d_var * 2 * centred / d
    dx = d_centred - d_centred.sum(-1, keepdims=True) / d
    flat = (-1, d)
    dgamma = (dl_dy * centred * inverse).reshape(flat).sum(axis=0)
    return dx, dgamma, dl_dy.reshape(flat).sum(axis=0)
