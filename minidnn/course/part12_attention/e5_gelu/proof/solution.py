"""A solution of exercise 12.5, one block for each blank of the page, in its order."""

import numpy as np


def gelu(x):
    """A soft relu, element by element."""
    #### BEGIN IMPLEMENTATION ####
    s = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    y = 0.5 * x * (1 + np.tanh(s))
    #### END IMPLEMENTATION ####
    return y


def gelu_backward(x, dl_dy):
    """The gradient for x; dl_dy is the gradient for gelu(x)."""
    #### BEGIN IMPLEMENTATION ####
    s = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    ds_dx = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)
    tanh = np.tanh(s)
    dl_dx = dl_dy * (0.5 * (1 + tanh) + 0.5 * x * (1 - tanh**2) * ds_dx)
    #### END IMPLEMENTATION ####
    return dl_dx
