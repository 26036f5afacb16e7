"""The right answer to exercise 12.5, gelu."""

import numpy as np


def gelu(x):
    s = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + np.tanh(s))


def gelu_backward(x, dl_dy):
    cubic = x + 0.044715 * x * x * x
    tanh = np.tanh(np.sqrt(2 / np.pi) * cubic)
    slope = np.sqrt(2 / np.pi) * (1 + 0.134145 * x**2)
    direct = 0.5 * (1 + tanh)
    inner = 0.5 * x * (1 - tanh**2) * slope
    return dl_dy * (direct + inner)
