import numpy as np


def dropout(x, p, rng, training=True):
    #### BEGIN IMPLEMENTATION ####
    if not training:
        return x.copy(), np.ones_like(x)
    chance = rng.uniform(size=x.shape)
    mask = np.where(chance < p, 0.0, 1 / (1 - p))
    #### END IMPLEMENTATION ####
    return np.multiply(x, mask), mask


def dropout_backward(mask, dl_dy):
    #### BEGIN IMPLEMENTATION ####
    return np.where(mask == 0, 0.0, dl_dy * mask)
    #### END IMPLEMENTATION ####
