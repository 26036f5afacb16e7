"""Rules with names, and no help from sum_to."""

import numpy as np


def back(gradient, like):
    while gradient.ndim > like.ndim:
        gradient = gradient.sum(0)
    for i, n in enumerate(like.shape):
        if n == 1:
            gradient = gradient.sum(i, keepdims=True)
    return gradient


class Tensor:
    def __init__(self, data, sources=()):
        self.data = np.array(data, dtype=float)
        self.sources = tuple(sources)
        self.grad = None

    def __add__(self, other):
        def to_self(dy):
            return back(dy, self.data)

        def to_other(dy):
            return back(dy, other.data)

        return Tensor(self.data + other.data, ((self, to_self), (other, to_other)))

    def __mul__(self, other):
        def to_self(dy):
            return back(other.data * dy, self.data)

        def to_other(dy):
            return back(self.data * dy, other.data)

        return Tensor(self.data * other.data, ((self, to_self), (other, to_other)))

    def __matmul__(self, other):
        def to_self(dy):
            return np.einsum("no,io->ni", dy, other.data)

        def to_other(dy):
            return np.einsum("ni,no->io", self.data, dy)

        return Tensor(np.dot(self.data, other.data), ((self, to_self), (other, to_other)))

    def sum(self):
        return Tensor(self.data.sum(), ((self, lambda dy: np.full(self.data.shape, dy)),))
