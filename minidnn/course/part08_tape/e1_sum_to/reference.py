"""The right answer to exercise 8.1, sum_to."""

import numpy as np


def sum_to(gradient, shape):
    extra = gradient.ndim - len(shape)
    gradient = np.sum(gradient, axis=tuple(range(extra)))
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = np.sum(gradient, axis=axis, keepdims=True)
    return gradient
