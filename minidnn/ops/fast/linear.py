"""The dense layer with its products shared by the cores, piece by piece."""

from ... import threads
from ..linear import linear as simple_linear
from .conv import suited
from .pointwise import product

SMALL = 1 << 18  # multiply-adds up to which BLAS uses one core anyway


def linear(x, weight, bias=None):
    """The same as minidnn.ops.linear.

    OpenBLAS' own threads go on spinning for a while after a product, on the cores of ours. So a
    network whose other layers use our threads uses them here too; one of dense layers only does
    not.
    """
    fits = x.ndim == 2 and x.shape[1] == weight.shape[1] and x.size * weight.shape[0] > SMALL
    if not (fits and threads.working() and suited(x, weight, bias)):
        return simple_linear(x, weight, bias)
    y = product(x, weight.T)
    if bias is not None:
        y += bias
    return (
        y,
        lambda dy: product(dy, weight),
        lambda dy: product(dy.T, x),
        lambda dy: dy.sum(axis=0),
    )
