"""A solution of exercise 9.1, one block for each blank of the page, in its order."""

import numpy as np


def windows(x, size, stride, padding):
    #### BEGIN IMPLEMENTATION ####
    # the frame of zeros
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = x.shape
    oh = (h - size) // stride + 1
    ow = (w - size) // stride + 1
    result = np.zeros((n, c, oh, ow, size, size))
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * oh, stride)
            columns = slice(j, j + stride * ow, stride)
            result[..., i, j] = x[:, :, rows, columns]
    #### END IMPLEMENTATION ####
    return result


def conv2d(x, weight, bias, stride=1, padding=0):
    #### BEGIN IMPLEMENTATION ####
    patches = windows(x, weight.shape[2], stride, padding)
    y = np.tensordot(patches, weight, axes=([1, 4, 5], [1, 2, 3]))
    y = np.moveaxis(y, 3, 1) + bias.reshape(1, -1, 1, 1)
    #### END IMPLEMENTATION ####
    return y
