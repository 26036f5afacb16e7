"""A solution of exercise 8.1, one block for each blank of the page, in its order."""

import numpy as np


def sum_to(gradient, shape):
    #### BEGIN IMPLEMENTATION ####
    # axes that NumPy put in front
    extra = gradient.ndim - len(shape)
    gradient = np.sum(gradient, axis=tuple(range(extra)))
    # axes of length 1 that NumPy repeated
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = np.sum(gradient, axis=axis, keepdims=True)
    #### END IMPLEMENTATION ####
    return gradient
