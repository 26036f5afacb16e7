"""Arithmetic and functions of one number, for tensors."""

import builtins

import numpy as np

from .. import backend, ops
from ..dtypes import cast, floating, promoted, true_division
from ..ops import fast
from ..tape import Node, Variable, apply, current, listeners, mode
from ..views import attach, check_writable, entry, wrote
from .checks import expect_tensor
from .declare import method

__all__ = [
    "abs", "absolute", "add", "ceil", "clamp", "clamp_max", "clamp_min", "clip", "clone", "cos",
    "div", "divide", "exp", "floor", "floor_divide", "fmod", "log", "maximum", "minimum", "mul",
    "multiply", "neg", "negative", "pow", "relu", "remainder", "round", "rsqrt", "sigmoid", "sign",
    "sin", "sqrt", "square", "sub", "subtract", "tanh", "true_divide", "trunc",
]


@method
def add(x, y, *, alpha=1):
    """x + alpha·y."""
    return apply(ops.add, *promoted(x, y if alpha == 1 else mul(y, alpha)))


@method
def sub(x, y, *, alpha=1):
    """x - alpha·y."""
    return apply(ops.sub, *promoted(x, y if alpha == 1 else mul(y, alpha)))


subtract = sub


@method
def mul(x, y):
    """x·y."""
    return apply(ops.mul, *promoted(x, y))


multiply = mul


@method
def div(x, y, *, rounding_mode=None):
    """x / y; two integers give a floating result. rounding_mode: None, "floor" or "trunc"."""
    if rounding_mode is None:
        return apply(ops.div, *true_division(x, y))
    if rounding_mode == "floor":
        return floor_divide(x, y)
    if rounding_mode != "trunc":
        raise RuntimeError(
            f"div: rounding_mode must be floor, trunc or None; got {rounding_mode!r}"
        )
    a, b = divisible("div", x, y)
    whole = getattr(a, "dtype", None) is not None and a.dtype.kind in "iub"
    y = trunc(apply(ops.div, *true_division(a, b)))
    return cast(y, a.dtype) if whole else y


divide = div
true_divide = div


@method
def pow(x, exponent):
    """x^exponent."""
    return apply(ops.pow, *promoted(x, exponent))


@method
def neg(x):
    """-x."""
    return apply(ops.neg, x)


negative = neg


@method
def abs(x):
    """|x|."""
    return apply(ops.abs if x.dtype.kind != "c" else ops.absolute, x)


absolute = abs


@method
def square(x):
    """x²."""
    return apply(ops.pow, x, 2)


@method
def maximum(x, y):
    """The larger of x and y, element by element."""
    return apply(ops.maximum, *promoted(x, y))


@method
def minimum(x, y):
    """The smaller of x and y, element by element."""
    return apply(ops.minimum, *promoted(x, y))


@method
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


clip = clamp


@method
def exp(x):
    """eˣ."""
    return apply(ops.exp, floating(x))


@method
def log(x):
    """ln x."""
    return apply(ops.log, floating(x))


@method
def sqrt(x):
    """√x."""
    return apply(ops.sqrt, floating(x))


@method
def rsqrt(x):
    """1 / √x."""
    return pow(floating(x), -0.5)


@method
def sin(x):
    """sin x."""
    return apply(ops.sin, floating(x))


@method
def cos(x):
    """cos x."""
    return apply(ops.cos, floating(x))


@method
def sigmoid(x):
    """1 / (1 + e⁻ˣ)."""
    return apply(ops.sigmoid, floating(x))


@method
def tanh(x):
    """tanh x."""
    return apply(ops.tanh, floating(x))


@method
def relu(x):
    """max(x, 0)."""
    expect_tensor("relu", x)
    return apply(fast.relu, x)


def relu_(x):
    """max(x, 0) in the memory of x. The rule needs the result alone, so nothing is copied."""
    check_writable(x, "relu_")
    node = current(x) if mode.recording else None
    inputs = [entry(x, x.array)]
    _, dx = fast.relu(x.array, out=x.array)
    wrote(x)
    if listeners:
        listeners[0](fast.relu, [x.array], {}, x.array)
    if node is not None:
        attach(x, Node(x.array.shape, [(node, dx)], (fast.relu, inputs, {})))
    return x


def leaky_relu(x, negative_slope=0.01):
    """x where x > 0, negative_slope·x elsewhere."""
    return apply(ops.leaky_relu, x, negative_slope=negative_slope)


@method
def clamp_min(x, min):
    """max(x, min), for a number or a tensor."""
    return clamp(x, min=min)


@method
def clamp_max(x, max):
    """min(x, max), for a number or a tensor."""
    return clamp(x, max=max)


@method
def remainder(x, y):
    """x - y·⌊x/y⌋: of the sign of y."""
    return apply(ops.remainder, *divisible("remainder", x, y))


@method
def fmod(x, y):
    """x - y·trunc(x/y): of the sign of x."""
    return apply(ops.fmod, *divisible("fmod", x, y))


@method
def floor_divide(x, y):
    """⌊x / y⌋."""
    return apply(ops.floor_divide, *divisible("floor_divide", x, y))


@method
def floor(x):
    """The next integer below."""
    return apply(ops.floor, x)


@method
def ceil(x):
    """The next integer above."""
    return apply(ops.ceil, x)


@method
def trunc(x):
    """x without its fraction."""
    return apply(ops.trunc, x)


@method
def round(x, *, decimals=0):
    """The nearest integer (or multiple of 10^-decimals), half to even."""
    return apply(ops.round, x, decimals=decimals)


@method
def sign(x):
    """-1, 0 or 1."""
    return apply(ops.sign, x)


def divisible(name, x, y):
    """x and y in one type; RuntimeError for integers that are divided by 0."""
    x, y = promoted(x, y)
    divisor = y.array if isinstance(y, Variable) else y
    whole = all(getattr(a, "dtype", np.dtype(type(a))).kind in "iub" for a in (x, divisor))
    if whole and (isinstance(divisor, int) or backend.is_host(divisor)) and not np.all(divisor):
        raise RuntimeError(f"{name}: ZeroDivisionError: integers cannot be divided by 0")
    return x, y


@method
def clone(x, *, memory_format=None):
    """A copy in memory of its own, through which gradients pass."""
    return apply(ops.copy, x)
