"""The right answer to exercise 8.4, apply, and the loss that the page gives."""

import numpy as np

from ..e2_tensor.reference import Tensor


class BinaryCrossEntropy:
    @staticmethod
    def forward(saved, y_pred, y_true):
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        saved += [p, y_true]
        return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))

    @staticmethod
    def backward(saved, dy):
        p, y_true = saved
        return dy * (-y_true / p + (1 - y_true) / (1 - p)) / len(p), 0 * y_true


def apply(function, *tensors):
    saved = []
    data = function.forward(saved, *[t.data for t in tensors])
    sources = []
    for i, t in enumerate(tensors):
        sources.append((t, lambda dy, i=i: function.backward(saved, dy)[i]))
    return Tensor(data, sources)


class Relu:
    @staticmethod
    def forward(saved, z):
        saved.append(z > 0)
        return np.maximum(z, 0)

    @staticmethod
    def backward(saved, dy):
        (gate,) = saved
        return (dy * gate,)


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        s = 1 / (1 + np.exp(-z))
        saved.append(s)
        return s

    @staticmethod
    def backward(saved, dy):
        (s,) = saved
        return (dy * s * (1 - s),)
