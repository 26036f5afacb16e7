import numpy as np


def xavier_uniform(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    limit = (6 / (inputs + outputs)) ** 0.5
    rows = []
    for _ in range(inputs):
        rows.append(rng.uniform(low=-limit, high=limit, size=outputs))
    #### END IMPLEMENTATION ####
    return np.array(rows)


def he_normal(inputs, outputs, rng):
    #### BEGIN IMPLEMENTATION ####
    w = np.empty((inputs, outputs))
    for column in range(outputs):
        w[:, column] = rng.normal(scale=(2 / inputs) ** 0.5, size=inputs)
    #### END IMPLEMENTATION ####
    return w
