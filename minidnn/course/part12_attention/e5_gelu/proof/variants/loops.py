"""Number by number."""

import math

import numpy as np

ROOT = (2 / math.pi) ** 0.5


def gelu(x):
    flat = [0.5 * v * (1 + math.tanh(ROOT * (v + 0.044715 * v**3))) for v in x.ravel()]
    return np.array(flat).reshape(x.shape)


def gelu_backward(x, dl_dy):
    y = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        v = x[i]
        t = math.tanh(ROOT * (v + 0.044715 * v**3))
        y[i] = 0.5 * (1 + t) + 0.5 * v * (1 - t * t) * ROOT * (1 + 0.134145 * v**2)
    return y * dl_dy
