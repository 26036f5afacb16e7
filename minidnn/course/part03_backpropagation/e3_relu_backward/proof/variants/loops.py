"""relu_backward, number by number, with a helper."""

import numpy as np


def gate(value):
    return 1.0 if value > 0 else 0.0


def relu_backward(values, upstream):
    out = np.zeros(values.shape)
    for index, value in np.ndenumerate(values):
        out[index] = gate(value) * upstream[index]
    return out
