"""All axes in one sum, the shape afterwards."""

import numpy as np


def sum_to(gradient, shape):
    full = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, n in enumerate(full) if n == 1)
    return gradient.sum(axis=axes).reshape(shape)
