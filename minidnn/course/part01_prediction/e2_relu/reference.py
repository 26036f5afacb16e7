"""The right answer to exercise 1.2, relu."""

import numpy as np


def relu(z):
    return np.maximum(z, 0)
