"""The gradient of the loss as a single fraction."""

import numpy as np


def binary_cross_entropy_loss_backward(y_true, y_pred):
    #### BEGIN IMPLEMENTATION ####
    # both terms over a common denominator
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    dl_dy_pred = (p - y_true) / (p * (1 - p)) / y_pred.size
    #### END IMPLEMENTATION ####
    return dl_dy_pred
