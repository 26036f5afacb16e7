"""The right answer to exercise 13.4, checkpoint."""

import numpy as np


def layer(x, w):
    """One layer: a product and a tanh."""
    return np.tanh(x @ w)


def layer_backward(x, w, dl_dy):
    """The gradients of a layer for x and w."""
    y = np.tanh(x @ w)
    dl_dz = dl_dy * (1 - y**2)
    return dl_dz @ w.T, x.T @ dl_dz


def run_keeping(x, weights, every, store):
    for i, w in enumerate(weights):
        if i % every == 0:
            store[i] = x
        x = layer(x, w)
    return x


def backward_recomputing(weights, every, store, dl_dy):
    grads = [None] * len(weights)
    for start in sorted(store, reverse=True):
        end = min(start + every, len(weights))
        for i in range(start, end - 1):
            store[i + 1] = layer(store[i], weights[i])
        for i in reversed(range(start, end)):
            dl_dy, grads[i] = layer_backward(store.pop(i), weights[i], dl_dy)
    dl_dx = dl_dy
    return dl_dx, grads
