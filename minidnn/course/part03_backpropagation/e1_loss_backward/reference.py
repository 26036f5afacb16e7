"""The right answer to exercise 3.1, binary_cross_entropy_loss_backward."""

import numpy as np


def binary_cross_entropy_loss_backward(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    slope = -y_true / p + (1 - y_true) / (1 - p)
    return slope / len(y_true)
