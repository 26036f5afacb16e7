"""The slope written out; a while loop."""

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
    i = 0
    while i < len(weights):
        if i in range(0, len(weights), every):
            store[i] = x
        x = np.tanh(np.matmul(x, weights[i]))
        i += 1
    return x


def backward_recomputing(weights, every, store, dl_dy):
    grads = np.zeros_like(weights)
    while store:
        start = max(store)
        end = min(start + every, len(weights))
        for i in range(start + 1, end):
            store[i] = np.tanh(store[i - 1] @ weights[i - 1])
        for i in range(end - 1, start - 1, -1):
            x = store.pop(i)
            slope = dl_dy / np.cosh(x @ weights[i]) ** 2
            grads[i], dl_dy = x.T @ slope, slope @ weights[i].T
    return dl_dy, list(grads)
