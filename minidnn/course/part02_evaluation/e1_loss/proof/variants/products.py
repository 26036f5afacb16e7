"""The loss as two dot products."""

import numpy as np

import minidnn


def binary_cross_entropy_loss(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    n = y_true.size
    return -(y_true.T @ np.log(p) + (1 - y_true).T @ np.log(1 - p))[0, 0] / n


class Model(minidnn.Model):
    def evaluate(self, x, y_true):
        y_pred = self.predict(x)
        return binary_cross_entropy_loss(y_true, y_pred)
