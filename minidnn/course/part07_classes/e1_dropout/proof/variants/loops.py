import numpy as np


def dropout(x, p, rng, training=True):
    #### BEGIN IMPLEMENTATION ####
    mask = np.ones(x.shape)
    if training:
        for row in range(len(x)):
            # keep where the number is above p
            mask[row] = (rng.random(x.shape[1]) > p) / (1 - p)
    y = x * mask
    #### END IMPLEMENTATION ####
    return y, mask


def dropout_backward(mask, dl_dy):
    #### BEGIN IMPLEMENTATION ####
    return mask * dl_dy
    #### END IMPLEMENTATION ####
