"""The corners of all squares at once, as slices."""

import numpy as np


def corners(x, size):
    return [x[:, :, i::size, j::size] for i in range(size) for j in range(size)]


def max_pool2d(x, size):
    return np.max(np.stack(corners(x, size)), axis=0)


def max_pool2d_backward(x, dl_dy, size):
    best = np.argmax(np.stack(corners(x, size)), axis=0)
    dl_dx = np.zeros_like(x)
    for k in range(size * size):
        dl_dx[:, :, k // size :: size, k % size :: size] = np.where(best == k, dl_dy, 0)
    return dl_dx
