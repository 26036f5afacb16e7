"""The rule is made by a function; z is saved, and the slope computed from it."""

import numpy as np


def rule_of(function, saved, number):
    def rule(dy):
        return function.backward(saved, dy)[number]

    return rule


def apply(function, *tensors):
    saved = []
    arrays = (t.data for t in tensors)
    data = function.forward(saved, *arrays)
    return Tensor(data, [(t, rule_of(function, saved, n)) for n, t in enumerate(tensors)])


class Relu:
    @staticmethod
    def forward(saved, z):
        saved.append(z)
        return np.where(z > 0, z, 0.0)

    @staticmethod
    def backward(saved, dy):
        return (np.where(saved[0] > 0, dy, 0.0),)


def squash(z):
    return (1 + np.tanh(z / 2)) / 2


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        saved.append(z)
        return squash(z)

    @staticmethod
    def backward(saved, dy):
        return (dy * squash(saved[0]) * squash(-saved[0]),)
