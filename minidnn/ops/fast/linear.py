"""The dense layer with its products shared by the cores, piece by piece."""

from ..linear import linear as simple_linear
from .conv import suited
from .pointwise import product

SMALL = 1 << 18  # multiply-adds up to which BLAS uses one core anyway


def linear(x, weight, bias=None):
    """The same as minidnn.ops.linear.

    OpenBLAS' own threads spin while they wait for each other and after it: on a machine with other
    work a product then takes many times as long, and they take the cores of ours.
    """
    if x.ndim != 2 or x.size * weight.shape[0] <= SMALL or not suited(x, weight, bias):
        return simple_linear(x, weight, bias)
    if x.shape[1] != weight.shape[1]:
        return simple_linear(x, weight, bias)  # for its error
    y = product(x, weight.T)
    if bias is not None:
        y += bias
    return (
        y,
        lambda dy: product(dy, weight),
        lambda dy: product(dy.T, x),
        lambda dy: dy.sum(axis=0),
    )
