"""Pieces counted from the front, walked from the back."""

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
    for start in range(0, len(weights), every):
        store[start] = x
        for w in weights[start : start + every]:
            x = layer(x, w)
    return x


def backward_recomputing(weights, every, store, dl_dy):
    grads = []
    for start in list(range(0, len(weights), every))[::-1]:
        piece = weights[start : start + every]
        for i, w in enumerate(piece[:-1], start):
            store[i + 1] = layer(store[i], w)
        for i in range(start + len(piece) - 1, start - 1, -1):
            dl_dy, own = layer_backward(store[i], weights[i], dl_dy)
            del store[i]
            grads.insert(0, own)
    return dl_dy, grads
