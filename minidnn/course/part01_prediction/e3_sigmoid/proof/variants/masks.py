"""sigmoid by masks: each formula only where it is safe."""

import numpy as np


def sigmoid(z):
    #### BEGIN IMPLEMENTATION ####
    a = np.empty_like(z)
    positive = z >= 0
    a[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    a[~positive] = e / (1 + e)
    #### END IMPLEMENTATION ####
    return a
