"""A solution of exercise 7.1, one block for each blank of the page, in its order."""

import numpy as np


def dropout(x, p, rng, training=True):
    """Returns y and the mask, both of the shape of x."""
    #### BEGIN IMPLEMENTATION ####
    if training:
        mask = (rng.random(x.shape) >= p) / (1 - p)
    else:
        mask = np.ones(x.shape)
    y = x * mask
    #### END IMPLEMENTATION ####
    return y, mask


def dropout_backward(mask, dl_dy):
    """The gradient for x, with the mask that dropout returned."""
    #### BEGIN IMPLEMENTATION ####
    dl_dx = dl_dy * mask
    #### END IMPLEMENTATION ####
    return dl_dx
