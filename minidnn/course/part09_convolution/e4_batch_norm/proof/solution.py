"""A solution of exercise 9.4, one block for each blank of the page, in its order."""

import numpy as np


def batch_norm(x, gamma, beta, running, training, eps=1e-5):
    #### BEGIN IMPLEMENTATION ####
    if training:
        mean = np.mean(x, axis=(0, 2, 3))
        var = np.var(x, axis=(0, 2, 3))
        running["mean"] = 0.9 * running["mean"] + 0.1 * mean
        running["var"] = 0.9 * running["var"] + 0.1 * var
    else:
        mean = running["mean"]
        var = running["var"]
    normal = (x - mean.reshape(1, -1, 1, 1)) / np.sqrt(var.reshape(1, -1, 1, 1) + eps)
    y = gamma.reshape(1, -1, 1, 1) * normal + beta.reshape(1, -1, 1, 1)
    #### END IMPLEMENTATION ####
    return y


def batch_norm_backward(x, gamma, dl_dy, eps=1e-5):
    #### BEGIN IMPLEMENTATION ####
    mean = np.mean(x, axis=(0, 2, 3), keepdims=True)
    var = np.var(x, axis=(0, 2, 3), keepdims=True)
    normal = (x - mean) / np.sqrt(var + eps)
    dl_dgamma = np.sum(dl_dy * normal, axis=(0, 2, 3))
    dl_dbeta = np.sum(dl_dy, axis=(0, 2, 3))
    g = gamma.reshape(1, -1, 1, 1) * dl_dy
    dl_dx = g - np.mean(g, axis=(0, 2, 3), keepdims=True)
    dl_dx = dl_dx - normal * np.mean(g * normal, axis=(0, 2, 3), keepdims=True)
    dl_dx = dl_dx / np.sqrt(var + eps)
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dgamma, dl_dbeta
