"""(1 + tanh s) / 2 is the sigmoid of 2s."""

import math

import numpy as np


def share(x):
    s = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return np.where(s > 0, 1.0, np.exp(-2 * np.abs(s))) / (1 + np.exp(-2 * np.abs(s)))


def gelu(x):
    return x * share(x)


def gelu_backward(x, dl_dy):
    p = share(x)
    ds = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
    return dl_dy * (p + x * 2 * p * (1 - p) * ds)
