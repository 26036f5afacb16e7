"""The way back step by step, as the chain rule goes."""

import numpy as np

AXES = (0, 2, 3)


def wide(a):
    return a[None, :, None, None]


def batch_norm(x, gamma, beta, running, training, eps=1e-5):
    if training:
        mean = x.mean(axis=AXES)
        var = ((x - wide(mean)) ** 2).mean(axis=AXES)
        running["mean"] = running["mean"] * 0.9 + mean * 0.1
        running["var"] = running["var"] * 0.9 + var * 0.1
    else:
        mean, var = running["mean"], running["var"]
    return (x - wide(mean)) / wide(np.sqrt(var + eps)) * wide(gamma) + wide(beta)


def batch_norm_backward(x, gamma, dl_dy, eps=1e-5):
    m = x.size / x.shape[1]
    centred = x - x.mean(axis=AXES, keepdims=True)
    var = (centred**2).mean(axis=AXES, keepdims=True)
    inverse = (var + eps) ** -0.5
    dl_dnormal = dl_dy * wide(gamma)
    dl_dvar = (dl_dnormal * centred * -0.5 * inverse**3).sum(axis=AXES, keepdims=True)
    dl_dcentred = dl_dnormal * inverse + dl_dvar * 2 * centred / m
    dl_dx = dl_dcentred - dl_dcentred.sum(axis=AXES, keepdims=True) / m
    return dl_dx, (dl_dy * centred * inverse).sum(axis=AXES), dl_dy.sum(axis=AXES)
