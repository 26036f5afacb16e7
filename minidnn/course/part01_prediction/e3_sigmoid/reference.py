"""The right answer to exercise 1.3, sigmoid."""

import numpy as np


def sigmoid(z):
    e = np.exp(-np.abs(z))  # never above 1, so nothing overflows
    top = np.where(z >= 0, 1.0, e)
    return (top / (1 + e)).astype(z.dtype)
