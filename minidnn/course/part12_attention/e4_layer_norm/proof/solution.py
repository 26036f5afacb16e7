"""A solution of exercise 12.4, one block for each blank of the page, in its order."""

import numpy as np


def layer_norm(x, gamma, beta, eps):
    """Every word standardised, then scaled and shifted."""
    #### BEGIN IMPLEMENTATION ####
    mean = np.mean(x, axis=-1, keepdims=True)
    var = np.var(x, axis=-1, keepdims=True)
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    #### END IMPLEMENTATION ####
    return y


def layer_norm_backward(x, gamma, eps, dl_dy):
    """The gradients for x, gamma and beta."""
    #### BEGIN IMPLEMENTATION ####
    std = np.sqrt(np.var(x, axis=-1, keepdims=True) + eps)
    normal = (x - np.mean(x, axis=-1, keepdims=True)) / std
    words = tuple(range(x.ndim - 1))
    dl_dgamma = np.sum(dl_dy * normal, axis=words)
    dl_dbeta = np.sum(dl_dy, axis=words)
    u = dl_dy * gamma
    shared = np.mean(u, axis=-1, keepdims=True)
    dl_dx = (u - shared - normal * np.mean(u * normal, axis=-1, keepdims=True)) / std
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dgamma, dl_dbeta
