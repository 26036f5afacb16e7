"""The ops of network layers, for tensors: softmax, dropout, batch normalisation."""

from .. import ops
from ..dtypes import cast, floating
from ..ops import fast
from ..tape import Variable, apply
from .checks import expect_floating, expect_tensor
from .declare import method

__all__ = ["log_softmax", "softmax"]


@method
def softmax(input, dim=-1, *, dtype=None):
    """eˣ / Σ eˣ along a dimension."""
    input = input if dtype is None else cast(input, dtype)
    return apply(ops.softmax, floating(input), axis=dim)


@method
def log_softmax(input, dim=-1, *, dtype=None):
    """x - ln Σ eˣ along a dimension."""
    input = input if dtype is None else cast(input, dtype)
    return apply(ops.log_softmax, floating(input), axis=dim)


def dropout(x, mask):
    """x·mask; the layer draws the mask."""
    return apply(ops.dropout, x, mask)


def batch_statistics(x):
    """The mean and the biased variance of every channel, as arrays without a gradient."""
    return fast.batch_statistics(x.array if isinstance(x, Variable) else x)


def batch_norm(x, weight, bias, *, mean, var, eps=1e-5, training=False):
    """(x - mean)/√(var + eps)·weight + bias per channel; mean and var are arrays (C,).

    training: mean and var are `batch_statistics(x)`, and the gradient goes through them.
    """
    expect_tensor("batch_norm", x)
    expect_floating("batch_norm", x)
    if not eps > 0:
        raise ValueError(f"batch_norm: eps must be positive; got {eps}")
    options = {"mean": mean, "var": var, "eps": eps, "training": training}
    return apply(fast.batch_norm, x, weight, bias, **options)
