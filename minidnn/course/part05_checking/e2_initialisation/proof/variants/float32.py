import numpy as np


def variance(fan):
    return 2.0 / fan


def xavier_uniform(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    a = np.sqrt(3 * variance(inputs + outputs))
    weights = rng.uniform(-a, a, (outputs, inputs)).T.astype(np.float32)
    #### END IMPLEMENTATION ####
    return weights


def he_normal(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    weights = rng.normal(0.0, np.sqrt(variance(inputs)), (inputs, outputs)).astype(np.float32)
    #### END IMPLEMENTATION ####
    return weights
