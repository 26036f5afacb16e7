import numpy as np


def dropout(x, p, rng, training=True):
    #### BEGIN IMPLEMENTATION ####
    share = 1 - p if training else 1.0  # what stays
    mask = rng.binomial(1, share, size=x.shape) / share
    #### END IMPLEMENTATION ####
    return mask * x, mask


def dropout_backward(mask, dl_dy):
    #### BEGIN IMPLEMENTATION ####
    gradient = dl_dy.copy()
    gradient *= mask
    #### END IMPLEMENTATION ####
    return gradient
