"""The slope of tanh as 1 / cosh²."""

import numpy as np


def gelu(x):
    return x / 2 + x / 2 * np.tanh(0.7978845608028654 * (x + 0.044715 * np.power(x, 3)))


def gelu_backward(x, dl_dy):
    s = 0.7978845608028654 * (x + 0.044715 * np.power(x, 3))
    ds = 0.7978845608028654 + 0.7978845608028654 * 0.134145 * np.square(x)
    with np.errstate(over="ignore"):
        slope = 1 / np.cosh(np.minimum(np.abs(s), 300)) ** 2
    return dl_dy * 0.5 * (1 + np.tanh(s) + x * slope * ds)
