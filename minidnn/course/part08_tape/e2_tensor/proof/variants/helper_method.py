"""One method makes all results."""

import numpy as np


class Tensor:
    def __init__(self, data, sources=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.sources = list(sources)
        self.grad = None

    def made(self, data, other, left, right):
        return Tensor(data, [(self, left), (other, right)])

    def __add__(self, other):
        first, second = self.data.shape, other.data.shape
        return self.made(
            self.data + other.data, other, lambda d: sum_to(d, first), lambda d: sum_to(d, second)
        )

    def __mul__(self, other):
        a, b = self.data, other.data
        return self.made(
            b * a, other, lambda d: sum_to(b * d, a.shape), lambda d: sum_to(a * d, b.shape)
        )

    def __matmul__(self, other):
        a, b = self.data, other.data
        return self.made(a @ b, other, lambda d: (b @ d.T).T, lambda d: (d.T @ a).T)

    def sum(self):
        shape = self.data.shape
        return Tensor(self.data.sum(), [(self, lambda d: np.broadcast_to(d, shape).copy())])
