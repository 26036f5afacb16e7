"""A loop over the places."""

import numpy as np


def windows(x, size, stride, padding):
    n, c, h, w = x.shape
    framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    framed[:, :, padding : padding + h, padding : padding + w] = x
    oh, ow = [(side + 2 * padding - size) // stride + 1 for side in (h, w)]
    result = np.empty((n, c, oh, ow, size, size))
    for r in range(oh):
        for q in range(ow):
            top, left = r * stride, q * stride
            result[:, :, r, q] = framed[:, :, top : top + size, left : left + size]
    return result


def conv2d(x, weight, bias, stride=1, padding=0):
    patches = windows(x, weight.shape[-1], stride, padding)
    y = np.zeros((len(x), len(weight), *patches.shape[2:4]))
    for o in range(len(weight)):
        y[:, o] = np.sum(patches * weight[o][None, :, None, None], axis=(1, 4, 5)) + bias[o]
    return y
