"""A solution of exercise 8.2, one block for each blank of the page, in its order."""

import numpy as np

from minidnn.course import sum_to


class Tensor:
    def __init__(self, data, sources=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.sources = list(sources)
        self.grad = None

    def __add__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = a + b
        left = lambda dy: sum_to(dy, a.shape)
        right = lambda dy: sum_to(dy, b.shape)
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def __mul__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = a * b
        left = lambda dy: sum_to(dy * b, a.shape)
        right = lambda dy: sum_to(dy * a, b.shape)
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def __matmul__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = a @ b
        left = lambda dy: dy @ b.T
        right = lambda dy: a.T @ dy
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def sum(self):
        a = self.data
        #### BEGIN IMPLEMENTATION ####
        result = np.sum(a)
        rule = lambda dy: dy * np.ones(a.shape)
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, rule)])
