"""The loss in single precision, with a helper function and a sum divided by N."""

import numpy as np

import minidnn


def limit(values):
    return np.minimum(np.maximum(values, np.float32(1e-7)), np.float32(1 - 1e-7))


def binary_cross_entropy_loss(y_true, y_pred):
    t, p = y_true.astype(np.float32), limit(y_pred.astype(np.float32))
    ones, zeros = t * np.log(p), (1 - t) * np.log(1 - p)
    return float(-(ones.sum() + zeros.sum()) / y_true.shape[0])


class Model(minidnn.Model):
    def evaluate(self, x, y_true):
        return binary_cross_entropy_loss(y_true=y_true, y_pred=self.predict(x))
