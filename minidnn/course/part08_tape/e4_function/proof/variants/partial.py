"""operator and functools make the rules."""

import functools

import numpy as np


def entry(function, saved, i, dy):
    return function.backward(saved, dy)[i]


def apply(function, *tensors):
    saved = list()
    result = function.forward(saved, *map(lambda t: t.data, tensors))
    pairs = zip(tensors, range(len(tensors)))
    return Tensor(result, [(t, functools.partial(entry, function, saved, i)) for t, i in pairs])


class Relu:
    @staticmethod
    def forward(saved, z):
        saved.append(np.sign(np.maximum(z, 0)))
        return z * saved[-1]

    @staticmethod
    def backward(saved, dy):
        return [np.multiply(dy, saved[-1])]


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        saved[:] = [np.exp(-np.logaddexp(0, -z))]
        return saved[0]

    @staticmethod
    def backward(saved, dy):
        return (dy * (saved[0] - saved[0] ** 2),)
