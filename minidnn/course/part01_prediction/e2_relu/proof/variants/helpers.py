"""relu by the mean of z and its absolute value, with a helper, in halves so that nothing overflows."""

import numpy as np


def half(values):
    return 0.5 * values


def relu(z):
    return half(z) + half(np.abs(z))
