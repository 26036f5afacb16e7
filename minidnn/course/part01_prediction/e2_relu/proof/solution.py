"""A solution of exercise 1.2, one block for each blank of the page, in its order."""

import numpy as np


def relu(z):
    #### BEGIN IMPLEMENTATION ####
    a = np.maximum(z, 0)
    #### END IMPLEMENTATION ####
    return a
