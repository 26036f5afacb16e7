"""The gradient of the loss in single precision, with a helper."""

import numpy as np


def safe(p):
    return np.clip(p, 1e-7, 1 - 1e-7).astype(np.float32)


def binary_cross_entropy_loss_backward(truth, prediction):
    p = safe(prediction)
    truth = truth.astype(np.float32)
    return np.where(truth == 1, -1 / p, 1 / (1 - p)) / np.float32(truth.shape[0])
