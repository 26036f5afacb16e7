"""A solution of exercise 5.2, one block for each blank of the page, in its order."""

import numpy as np


def xavier_uniform(inputs, outputs, rng):
    """Weights (inputs, outputs), evenly distributed between -limit and limit."""
    #### BEGIN IMPLEMENTATION ####
    limit = np.sqrt(6 / (inputs + outputs))
    weights = rng.uniform(-limit, limit, size=(inputs, outputs))
    #### END IMPLEMENTATION ####
    return weights


def he_normal(inputs, outputs, rng):
    """Weights (inputs, outputs), normally distributed with mean 0."""
    #### BEGIN IMPLEMENTATION ####
    std = np.sqrt(2 / inputs)
    weights = rng.normal(0, std, size=(inputs, outputs))
    #### END IMPLEMENTATION ####
    return weights
