"""Every number of the gradient is added where it came from."""

import numpy as np


def sum_to(gradient, shape):
    result = np.zeros(shape)
    for index in np.ndindex(*gradient.shape):
        last = index[len(index) - len(shape) :]
        place = tuple(0 if n == 1 else i for i, n in zip(last, shape))
        result[place] += gradient[index]
    return result
