"""The slope itself is saved."""

import numpy as np


def apply(function, *tensors):
    saved, sources = [], []
    data = function.forward(saved, *[t.data for t in tensors])
    for i in range(len(tensors)):

        def rule(dy, i=i):
            gradients = function.backward(saved, dy)
            return gradients[i]

        sources.append((tensors[i], rule))
    return Tensor(data, sources)


class Relu:
    @staticmethod
    def forward(saved, z):
        slope = np.ones_like(z)
        slope[z <= 0] = 0
        saved.append(slope)
        return slope * z

    @staticmethod
    def backward(saved, dy):
        return (saved[0] * dy,)


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        s = np.reciprocal(1 + np.exp(-z))
        saved.append(s * (1 - s))
        return s

    @staticmethod
    def backward(saved, dy):
        return (saved[0] * dy,)
