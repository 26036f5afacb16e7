"""The loss with a plain loop and the math module."""

import math


def binary_cross_entropy_loss(y_true, y_pred):
    total = 0.0
    for y, p in zip(y_true[:, 0], y_pred[:, 0]):
        p = min(max(float(p), 1e-7), 1 - 1e-7)
        total -= math.log(p) if y > 0.5 else math.log(1 - p)
    return total / len(y_true)


class Model:
    def predict(self, x):
        raise NotImplementedError("the finished one is used")

    def evaluate(self, x, truth):
        return binary_cross_entropy_loss(truth, self.predict(x))
