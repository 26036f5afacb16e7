"""Sums as einsum."""

import numpy as np


def layer_norm(x, gamma, beta, eps):
    d = x.shape[-1]
    mean = np.einsum("...d->...", x)[..., None] / d
    var = np.einsum("...d,...d->...", x - mean, x - mean)[..., None] / d
    return np.einsum("...d,d->...d", (x - mean) * (var + eps) ** -0.5, gamma) + beta


def layer_norm_backward(x, gamma, eps, dl_dy):
    mean, var = x.mean(axis=-1)[..., None], x.var(axis=-1)[..., None]
    normal = (x - mean) / np.sqrt(var + eps)
    u = gamma * dl_dy
    inner = np.einsum("...d,...d->...", u, normal)[..., None] / x.shape[-1]
    dl_dx = (u - u.mean(axis=-1)[..., None] - normal * inner) / np.sqrt(var + eps)
    rows, scaled = (a.reshape(-1, x.shape[-1]) for a in (dl_dy, normal))
    return dl_dx, np.einsum("rd,rd->d", rows, scaled), np.einsum("rd->d", rows)
