"""A solution of exercise 3.3, one block for each blank of the page, in its order."""

import numpy as np


def relu_backward(z, dl_da):
    #### BEGIN IMPLEMENTATION ####
    dl_dz = np.where(z > 0, dl_da, 0)
    #### END IMPLEMENTATION ####
    return dl_dz
