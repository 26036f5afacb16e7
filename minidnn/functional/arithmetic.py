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
def add(input, other, *, alpha=1):
    """x + alpha·y."""
    x, y = promoted(input, other if alpha == 1 else mul(other, alpha))
    return apply(ops.add, x, y)


@method
def sub(input, other, *, alpha=1):
    """x - alpha·y."""
    x, y = promoted(input, other if alpha == 1 else mul(other, alpha))
    return apply(ops.sub, x, y)


subtract = sub


@method
def mul(input, other):
    """x·y."""
    x, y = promoted(input, other)
    return apply(ops.mul, x, y)


multiply = mul


@method
def div(input, other, *, rounding_mode=None):
    """x / y; two integers give a floating result. rounding_mode: None, "floor" or "trunc"."""
    if rounding_mode is None:
        return apply(ops.div, *true_division(input, other))
    if rounding_mode == "floor":
        return floor_divide(input, other)
    if rounding_mode != "trunc":
        raise RuntimeError(
            f"div: rounding_mode must be floor, trunc or None; got {rounding_mode!r}"
        )
    a, b = divisible("div", input, other)
    whole = getattr(a, "dtype", None) is not None and a.dtype.kind in "iub"
    other = trunc(apply(ops.div, *true_division(a, b)))
    return cast(other, a.dtype) if whole else other


divide = div
true_divide = div


@method
def pow(input, exponent):
    """x^exponent."""
    return apply(ops.pow, *promoted(input, exponent))


@method
def neg(input):
    """-x."""
    return apply(ops.neg, input)


negative = neg


@method
def abs(input):
    """|x|."""
    return apply(ops.abs if input.dtype.kind != "c" else ops.absolute, input)


absolute = abs


@method
def square(input):
    """x²."""
    return apply(ops.pow, input, 2)


@method
def maximum(input, other):
    """The larger of x and y, element by element."""
    return apply(ops.maximum, *promoted(input, other))


@method
def minimum(input, other):
    """The smaller of x and y, element by element."""
    return apply(ops.minimum, *promoted(input, other))


@method
def clamp(input, min=None, max=None):
    """x limited to [min, max]: numbers, tensors or None."""
    if min is None and max is None:
        raise ValueError("clamp: at least one of min and max must be given")
    if isinstance(min, Variable) or isinstance(max, Variable):
        input = input if min is None else maximum(input, min)
        return input if max is None else minimum(input, max)
    if any(isinstance(bound, builtins.float) for bound in (min, max)):
        input = floating(input)
    return apply(ops.clamp, input, min=min, max=max)


clip = clamp


@method
def exp(input):
    """eˣ."""
    return apply(ops.exp, floating(input))


@method
def log(input):
    """ln x."""
    return apply(ops.log, floating(input))


@method
def sqrt(input):
    """√x."""
    return apply(ops.sqrt, floating(input))


@method
def rsqrt(input):
    """1 / √x."""
    return pow(floating(input), -0.5)


@method
def sin(input):
    """sin x."""
    return apply(ops.sin, floating(input))


@method
def cos(input):
    """cos x."""
    return apply(ops.cos, floating(input))


@method
def sigmoid(input):
    """1 / (1 + e⁻ˣ)."""
    return apply(fast.blocked(ops.sigmoid), floating(input))


@method
def tanh(input):
    """tanh x."""
    return apply(ops.tanh, floating(input))


@method
def relu(input):
    """max(x, 0)."""
    if not isinstance(input, Variable):
        expect_tensor("relu", input)
    return apply(fast.relu, input)


def relu_(input):
    """max(x, 0) in the memory of x. The rule needs the result alone, so nothing is copied."""
    check_writable(input, "relu_")
    node = current(input) if mode.recording else None
    inputs = [entry(input, input.array)]
    _, dx = fast.relu(input.array, out=input.array)
    wrote(input)
    if listeners:
        listeners[0](fast.relu, [input.array], {}, input.array)
    if node is not None:
        attach(input, Node(input.array.shape, [(node, dx)], (fast.relu, inputs, {})))
    return input


def leaky_relu(x, negative_slope=0.01):
    """x where x > 0, negative_slope·x elsewhere."""
    return apply(fast.blocked(ops.leaky_relu), x, negative_slope=negative_slope)


@method
def clamp_min(input, min):
    """max(x, min), for a number or a tensor."""
    return clamp(input, min=min)


@method
def clamp_max(input, max):
    """min(x, max), for a number or a tensor."""
    return clamp(input, max=max)


@method
def remainder(input, other):
    """x - y·⌊x/y⌋: of the sign of y."""
    return apply(ops.remainder, *divisible("remainder", input, other))


@method
def fmod(input, other):
    """x - y·trunc(x/y): of the sign of x."""
    return apply(ops.fmod, *divisible("fmod", input, other))


@method
def floor_divide(input, other):
    """⌊x / y⌋."""
    return apply(ops.floor_divide, *divisible("floor_divide", input, other))


@method
def floor(input):
    """The next integer below."""
    return apply(ops.floor, input)


@method
def ceil(input):
    """The next integer above."""
    return apply(ops.ceil, input)


@method
def trunc(input):
    """x without its fraction."""
    return apply(ops.trunc, input)


@method
def round(input, *, decimals=0):
    """The nearest integer (or multiple of 10^-decimals), half to even."""
    return apply(ops.round, input, decimals=decimals)


@method
def sign(input):
    """-1, 0 or 1."""
    return apply(ops.sign, input)


def divisible(name, x, y):
    """x and y in one type; RuntimeError for integers that are divided by 0."""
    x, y = promoted(x, y)
    divisor = y.array if isinstance(y, Variable) else y
    whole = all(getattr(a, "dtype", np.dtype(type(a))).kind in "iub" for a in (x, divisor))
    if whole and (isinstance(divisor, int) or backend.is_host(divisor)) and not np.all(divisor):
        raise RuntimeError(f"{name}: ZeroDivisionError: integers cannot be divided by 0")
    return x, y


@method
def clone(input, *, memory_format=None):
    """A copy in memory of its own, through which gradients pass."""
    return apply(ops.copy, input)
