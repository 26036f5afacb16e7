"""Both are made as large as the picture; a running count breaks ties."""

import numpy as np


def large(a, size):
    return a.repeat(size, axis=2).repeat(size, axis=3)


def max_pool2d(x, size):
    n, c, h, w = x.shape
    rows = x.reshape(n, c, h // size, size, w).max(axis=3)
    return rows.reshape(n, c, h // size, w // size, size).max(axis=4)


def max_pool2d_backward(x, dl_dy, size):
    n, c, h, w = x.shape
    won = x == large(max_pool2d(x, size), size)
    place = np.arange(h)[:, None] % size * size + np.arange(w) % size
    first = np.where(won, -place, -size * size).astype(float)
    return np.where(won & (first == large(max_pool2d(first, size), size)), large(dl_dy, size), 0.0)
