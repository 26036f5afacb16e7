"""Arithmetic and functions of one number, for tensors."""

import builtins

from .. import ops
from ..dtypes import floating, promoted, true_division
from ..ops import fast
from ..tape import Variable, apply


def add(x, y, *, alpha=1):
    """x + alpha·y."""
    return apply(ops.add, *promoted(x, y if alpha == 1 else mul(y, alpha)))


def sub(x, y, *, alpha=1):
    """x - alpha·y."""
    return apply(ops.sub, *promoted(x, y if alpha == 1 else mul(y, alpha)))


def mul(x, y):
    """x·y."""
    return apply(ops.mul, *promoted(x, y))


def div(x, y):
    """x / y; two integers give a floating result."""
    return apply(ops.div, *true_division(x, y))


def pow(x, exponent):
    """x^exponent."""
    return apply(ops.pow, *promoted(x, exponent))


def neg(x):
    """-x."""
    return apply(ops.neg, x)


def abs(x):
    """|x|."""
    return apply(ops.abs, x)


def square(x):
    """x²."""
    return apply(ops.pow, x, 2)


def maximum(x, y):
    """The larger of x and y, element by element."""
    return apply(ops.maximum, *promoted(x, y))


def minimum(x, y):
    """The smaller of x and y, element by element."""
    return apply(ops.minimum, *promoted(x, y))


def clamp(x, min=None, max=None):
    """x limited to [min, max]: numbers, tensors or None."""
    if min is None and max is None:
        raise ValueError("clamp: at least one of min and max must be given")
    if isinstance(min, Variable) or isinstance(max, Variable):
        x = x if min is None else maximum(x, min)
        return x if max is None else minimum(x, max)
    if any(isinstance(bound, builtins.float) for bound in (min, max)):
        x = floating(x)
    return apply(ops.clamp, x, min=min, max=max)


def exp(x):
    """eˣ."""
    return apply(ops.exp, floating(x))


def log(x):
    """ln x."""
    return apply(ops.log, floating(x))


def sqrt(x):
    """√x."""
    return apply(ops.sqrt, floating(x))


def rsqrt(x):
    """1 / √x."""
    return pow(floating(x), -0.5)


def sin(x):
    """sin x."""
    return apply(ops.sin, floating(x))


def cos(x):
    """cos x."""
    return apply(ops.cos, floating(x))


def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return apply(ops.sigmoid, floating(x))


def tanh(x):
    """tanh x."""
    return apply(ops.tanh, floating(x))


def relu(x):
    """max(x, 0)."""
    return apply(fast.relu, x)


def leaky_relu(x, negative_slope=0.01):
    """x where x > 0, negative_slope·x elsewhere."""
    return apply(ops.leaky_relu, x, negative_slope=negative_slope)


def clone(x):
    """A copy in memory of its own, through which gradients pass."""
    return apply(ops.copy, x)
