"""Functions without a gradient, for tensors: comparisons, logic, bits."""

import builtins

import numpy as np

from ..dtypes import promoted
from ..tape import Variable, apply
from .declare import method
from .reduce import axis_of

__all__ = [
    "all", "any", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "eq", "ge", "gt",
    "isfinite", "isnan", "le", "logical_and", "logical_not", "logical_or", "logical_xor", "lt",
    "ne",
]


def untaped(function, *inputs, **options):
    """Call a function that has no gradient on tensors or arrays."""
    arrays = [x.array if isinstance(x, Variable) else x for x in inputs]

    def op(*arrays, **options):
        return (function(*arrays, **options),)

    op.__name__ = function.__name__
    return (
        apply(op, *inputs, **options)
        if builtins.any(isinstance(x, Variable) for x in inputs)
        else op(*arrays, **options)[0]
    )


def comparison(function):
    """A comparison or logical function of two tensors or numbers."""

    def compare(input, other):
        return untaped(function, input, other)

    compare.__name__ = function.__name__
    compare.__doc__ = f"NumPy's {function.__name__}, element by element -> bool."
    return method(compare)


eq, ne = comparison(np.equal), comparison(np.not_equal)
lt, le = comparison(np.less), comparison(np.less_equal)
gt, ge = comparison(np.greater), comparison(np.greater_equal)
logical_and, logical_or = comparison(np.logical_and), comparison(np.logical_or)
logical_xor = comparison(np.logical_xor)


def bitwise(function):
    """A function of the bits of two integers, or of two booleans."""

    def combine(input, other):
        for a in (input, other):
            if getattr(a, "dtype", np.dtype(type(a))).kind not in "iub":
                raise TypeError(
                    f"{function.__name__}: expected integers or booleans; got {a.dtype}"
                )
        return untaped(function, *promoted(input, other))

    combine.__name__ = function.__name__
    combine.__doc__ = f"NumPy's {function.__name__}: bit by bit, of integers or booleans."
    return method(combine)


bitwise_and, bitwise_or = bitwise(np.bitwise_and), bitwise(np.bitwise_or)
bitwise_xor = bitwise(np.bitwise_xor)
bitwise_left_shift, bitwise_right_shift = bitwise(np.left_shift), bitwise(np.right_shift)


@method
def bitwise_not(input):
    """~x: bit by bit, of integers or booleans."""
    if input.dtype.kind not in "iub":
        raise TypeError(f"bitwise_not: expected integers or booleans; got {input.dtype}")
    return untaped(np.invert, input)


@method
def logical_not(input):
    """not x."""
    return untaped(np.logical_not, input)


@method
def all(input, dim=None, keepdim=False):
    """Whether all elements are true."""
    return untaped(np.all, input, axis=axis_of(dim), keepdims=keepdim)


@method
def any(input, dim=None, keepdim=False):  # noqa: A001 - PyTorch's name
    """Whether any element is true."""
    return untaped(np.any, input, axis=axis_of(dim), keepdims=keepdim)


@method
def isnan(input):
    """Where x is not a number."""
    return untaped(np.isnan, input)


@method
def isfinite(input):
    """Where x is neither infinite nor NaN."""
    return untaped(np.isfinite, input)
