"""Functions without a gradient, for tensors: comparisons, logic, rounding."""

import builtins

import numpy as np

from ..tape import Variable, apply
from .reduce import axis_of


def untaped(function, *inputs, **options):
    """Call a function that has no gradient on tensors or arrays."""
    arrays = [x.array if isinstance(x, Variable) else x for x in inputs]

    def op(*arrays):
        return (function(*arrays, **options),)

    op.__name__ = function.__name__
    return (
        apply(op, *inputs)
        if builtins.any(isinstance(x, Variable) for x in inputs)
        else op(*arrays)[0]
    )


def comparison(function):
    """A comparison or logical function of two tensors or numbers."""

    def compare(x, y):
        return untaped(function, x, y)

    compare.__name__ = function.__name__
    compare.__doc__ = f"NumPy's {function.__name__}, element by element -> bool."
    return compare


eq, ne = comparison(np.equal), comparison(np.not_equal)
lt, le = comparison(np.less), comparison(np.less_equal)
gt, ge = comparison(np.greater), comparison(np.greater_equal)
logical_and, logical_or = comparison(np.logical_and), comparison(np.logical_or)
logical_xor = comparison(np.logical_xor)
floor_divide, remainder = comparison(np.floor_divide), comparison(np.remainder)


def logical_not(x):
    """not x."""
    return untaped(np.logical_not, x)


def all(x, dim=None, keepdim=False):
    """Whether all elements are true."""
    return untaped(np.all, x, axis=axis_of(dim), keepdims=keepdim)


def any(x, dim=None, keepdim=False):  # noqa: A001 - PyTorch's name
    """Whether any element is true."""
    return untaped(np.any, x, axis=axis_of(dim), keepdims=keepdim)


def isnan(x):
    """Where x is not a number."""
    return untaped(np.isnan, x)


def isfinite(x):
    """Where x is neither infinite nor NaN."""
    return untaped(np.isfinite, x)


def sign(x):
    """-1, 0 or 1."""
    return untaped(np.sign, x)


def floor(x):
    """The next integer below."""
    return untaped(np.floor, x)


def ceil(x):
    """The next integer above."""
    return untaped(np.ceil, x)


def round(x, decimals=0):
    """The nearest integer, half to even."""
    return untaped(np.round, x, decimals=decimals)
