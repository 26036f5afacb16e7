"""sigmoid_backward with the slope from the hyperbolic tangent."""

import numpy as np


def slope(z):
    t = np.tanh(0.5 * z)
    return 0.25 * (1 - t) * (1 + t)


def sigmoid_backward(values, upstream):
    return np.multiply(upstream, slope(values))
