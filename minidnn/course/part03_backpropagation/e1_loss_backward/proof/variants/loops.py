"""The gradient of the loss, row by row."""

import numpy as np


def binary_cross_entropy_loss_backward(y_true, y_pred):
    rows = len(y_true)
    result = np.zeros((rows, 1))
    for n in range(rows):
        p = min(max(y_pred[n, 0], 1e-7), 1 - 1e-7)
        result[n, 0] = (-1 / p if y_true[n, 0] == 1 else 1 / (1 - p)) / rows
    return result
