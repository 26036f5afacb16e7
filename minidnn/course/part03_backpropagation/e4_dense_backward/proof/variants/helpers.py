"""dense_backward with helpers, other names and a row of ones for the bias."""

import numpy as np


def turned(matrix):
    return np.transpose(matrix)


def dense_backward(inputs, weights, upstream):
    ones = np.ones((1, upstream.shape[0]))
    for_weights = turned(turned(upstream) @ inputs)
    return for_weights, ones @ upstream, upstream.dot(turned(weights))
