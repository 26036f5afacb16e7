import math


def xavier_uniform(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    # numbers from 0 to 1, stretched to -limit ... limit
    limit = math.sqrt(6.0) / math.sqrt(inputs + outputs)
    weights = (2 * rng.random((inputs, outputs)) - 1) * limit
    #### END IMPLEMENTATION ####
    return weights


def he_normal(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    weights = rng.standard_normal((inputs, outputs)) * math.sqrt(2 / inputs)
    #### END IMPLEMENTATION ####
    return weights
