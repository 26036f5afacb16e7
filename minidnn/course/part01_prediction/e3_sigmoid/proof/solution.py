"""A solution of exercise 1.3, one block for each blank of the page, in its order."""

import numpy as np


def sigmoid(z):
    #### BEGIN IMPLEMENTATION ####
    e = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1, e) / (1 + e)
    #### END IMPLEMENTATION ####
    return a
