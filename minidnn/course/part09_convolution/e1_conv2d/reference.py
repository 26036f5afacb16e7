"""The right answer to exercise 9.1, windows and conv2d."""

import numpy as np


def windows(x, size, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = x.shape
    oh = (h - size) // stride + 1
    ow = (w - size) // stride + 1
    result = np.zeros((n, c, oh, ow, size, size), x.dtype)
    for i in range(size):
        for j in range(size):
            result[..., i, j] = x[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride]
    return result


def conv2d(x, weight, bias, stride=1, padding=0):
    patches = windows(x, weight.shape[2], stride, padding)
    y = np.tensordot(patches, weight, axes=([1, 4, 5], [1, 2, 3]))
    return np.moveaxis(y, 3, 1) + bias.reshape(1, -1, 1, 1)
