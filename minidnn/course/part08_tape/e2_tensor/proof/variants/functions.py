"""The arithmetic lives in functions outside the class."""

import numpy as np


def add(x, y):
    return Tensor(
        x.data + y.data,
        [(x, lambda g: sum_to(g, x.data.shape)), (y, lambda g: sum_to(g, y.data.shape))],
    )


def mul(x, y):
    return Tensor(
        np.multiply(x.data, y.data),
        [
            (x, lambda g: sum_to(g * y.data, x.data.shape)),
            (y, lambda g: sum_to(g * x.data, y.data.shape)),
        ],
    )


class Tensor:
    def __init__(self, data, sources=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.sources = [*sources]
        self.grad = None

    def __add__(self, other):
        return add(self, other)

    def __mul__(self, other):
        return mul(self, other)

    def __matmul__(self, other):
        data = np.matmul(self.data, other.data)
        return Tensor(data, [(self, lambda g: g @ np.transpose(other.data)),
                             (other, lambda g: np.transpose(self.data) @ g)])

    def sum(self):
        return Tensor(np.sum(self.data), [(self, lambda g: g + np.zeros(self.data.shape))])
