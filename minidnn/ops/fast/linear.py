"""Dense layers and products of matrices: one matrix product each, however many the dimensions."""

import numpy as np

from ..linear import linear as simple_linear
from ..linear import matmul as simple_matmul
from .product import product, row_sum, suited

TINY = 1 << 12  # multiply-adds below which the simple op is as fast


def linear(x, weight, bias=None):
    """The same as minidnn.ops.linear; small ones by `dot`, which calls BLAS at half the cost."""
    if x.size * len(weight) <= TINY and plain(x, weight) and x.shape[1] == weight.shape[1]:
        y = x.dot(weight.T)
        if bias is not None:
            y += bias
        return y, lambda dy: dy.dot(weight), lambda dy: dy.T.dot(x), lambda dy: dy.sum(axis=0)
    if not (suited(x, weight, bias) and x.ndim > 1 and x.shape[-1] == weight.shape[-1]):
        return simple_linear(x, weight, bias)
    if x.ndim == 2:
        return (
            product(x, weight.T, finish=None if bias is None else adding(bias)),
            lambda dy: product(dy, weight),
            lambda dy: product(dy.T, x),
            row_sum,
        )
    shape, O = x.shape, len(weight)
    y, dx, *rules = linear(x.reshape(-1, shape[-1]), weight, bias)
    return (
        y.reshape(*shape[:-1], O),
        lambda dy: dx(dy.reshape(-1, O)).reshape(shape),
        *(lambda dy, rule=rule: rule(dy.reshape(-1, O)) for rule in rules),
    )


def adding(bias):
    """What adds a bias to some columns of the results, all if None."""
    return lambda y, part=None: np.add(y, bias if part is None else bias[part], out=y)


def matmul(x, w):
    """The same as minidnn.ops.matmul; fast for two matrices: `dot` calls BLAS at half the cost."""
    if not (type(x) is type(w) is np.ndarray and x.ndim == w.ndim == 2):
        return simple_matmul(x, w)
    if x.size * w.shape[1] <= TINY:
        return x.dot(w), lambda dy: dy.dot(w.T), lambda dy: x.T.dot(dy)
    if not (suited(x, w) and x.shape[1] == len(w)):
        return simple_matmul(x, w)
    return product(x, w), lambda dy: product(dy, w.T), lambda dy: product(x.T, dy)


def plain(x, w):
    """Whether both are NumPy's matrices."""
    return type(x) is type(w) is np.ndarray and x.ndim == w.ndim == 2
