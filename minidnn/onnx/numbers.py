"""Rules for functions of single numbers: arithmetic, pointwise functions, comparisons, logic."""

import math

import numpy as np

from .rules import rule

SAME = {
    "neg": "Neg", "abs": "Abs", "floor": "Floor", "ceil": "Ceil", "sign": "Sign",
    "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "reciprocal": "Reciprocal", "erf": "Erf",
    "sin": "Sin", "cos": "Cos", "tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan",
    "arcsin": "Asin", "arccos": "Acos", "arctan": "Atan", "arcsinh": "Asinh", "arccosh": "Acosh",
    "arctanh": "Atanh", "sinh": "Sinh", "cosh": "Cosh", "asinh": "Asinh", "acosh": "Acosh",
    "atanh": "Atanh", "sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu",
    "softsign": "Softsign", "mish": "Mish", "hardswish": "HardSwish", "copy": "Identity",
    "isnan": "IsNaN", "logical_not": "Not", "clone": "Identity",
}  # fmt: skip

PAIRS = {
    "add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div", "pow": "Pow",
    "maximum": "Max", "minimum": "Min",
}  # fmt: skip

COMPARISONS = {
    "equal": "Equal", "less": "Less", "less_equal": "LessOrEqual", "greater": "Greater",
    "greater_equal": "GreaterOrEqual", "not_equal": "Equal", "eq": "Equal", "lt": "Less",
    "le": "LessOrEqual", "gt": "Greater", "ge": "GreaterOrEqual", "ne": "Equal",
}  # fmt: skip

LOGIC = {"logical_and": "And", "logical_or": "Or", "logical_xor": "Xor"}
BITS = {"bitwise_and": "And", "bitwise_or": "Or", "bitwise_xor": "Xor"}


def declare(names, make):
    """Rules of one kind for a table of names."""
    for name, kind in names.items():
        rule(name)(make(name, kind))


def same(name, kind):
    """One input, one node."""
    return lambda g, out, x: g.node(kind, x)


def as_type(g, x, dtype):
    """x (a Value or number) as a dtype."""
    if not hasattr(x, "dtype"):
        return g.number(x, dtype)
    return x.name if x.dtype == dtype else g.cast(x, dtype)


def pair(name, kind):
    """Two inputs in the type of the result."""
    return lambda g, out, x, y: g.node(kind, as_type(g, x, out.dtype), as_type(g, y, out.dtype))


def common(x, y):
    """The type in which two inputs are compared."""
    types = [a.dtype for a in (x, y) if hasattr(a, "dtype")]
    return np.result_type(*types)


def comparison(name, kind):
    """Two inputs in their common type, a boolean result."""

    def compare(g, out, x, y):
        dtype = common(x, y)
        if kind != "Equal" and dtype.kind == "b":
            dtype = np.dtype(np.int32)
        result = g.node(kind, as_type(g, x, dtype), as_type(g, y, dtype))
        return g.node("Not", result) if name in ("not_equal", "ne") else result

    return compare


def logic(name, kind):
    """Two inputs as booleans."""
    return lambda g, out, x, y: g.node(kind, as_type(g, x, bool), as_type(g, y, bool))


def bits(name, kind):
    """Two booleans, or two integers bit by bit."""

    def combine(g, out, x, y):
        prefix = "" if out.dtype == bool else "Bitwise"
        return g.node(prefix + kind, as_type(g, x, out.dtype), as_type(g, y, out.dtype))

    return combine


declare(SAME, same)
declare(PAIRS, pair)
declare(COMPARISONS, comparison)
declare(LOGIC, logic)
declare(BITS, bits)


@rule("invert", "bitwise_not")
def invert(g, out, x):
    return g.node("Not" if out.dtype == bool else "BitwiseNot", x)


@rule("isfinite")
def isfinite(g, out, x):
    return g.node("Not", g.node("Or", g.node("IsNaN", x), g.node("IsInf", x)))


@rule("isinf")
def isinf(g, out, x):
    return g.node("IsInf", x)


@rule("log1p")
def log1p(g, out, x):
    return g.node("Log", g.node("Add", x, g.number(1.0, out.dtype)))


@rule("expm1")
def expm1(g, out, x):
    return g.node("Sub", g.node("Exp", x), g.number(1.0, out.dtype))


@rule("rsqrt")
def rsqrt(g, out, x):
    return g.node("Reciprocal", g.node("Sqrt", x))


@rule("square")
def square(g, out, x):
    return g.node("Mul", x, x)


@rule("log2")
def log2(g, out, x):
    return g.node("Mul", g.node("Log", x), g.number(1 / math.log(2), out.dtype))


@rule("log10")
def log10(g, out, x):
    return g.node("Mul", g.node("Log", x), g.number(1 / math.log(10), out.dtype))


@rule("exp2")
def exp2(g, out, x):
    return g.node("Pow", g.number(2.0, out.dtype), x)


@rule("trunc", "fix")
def trunc(g, out, x):
    return g.node("Mul", g.node("Sign", x), g.node("Floor", g.node("Abs", x)))


@rule("round")
def rounded(g, out, x, *, decimals=0):
    if not decimals:
        return g.node("Round", x)
    scale = g.number(float(10**decimals), out.dtype)
    return g.node("Div", g.node("Round", g.node("Mul", x, scale)), scale)


@rule("remainder")
def remainder(g, out, x, y):
    x, y = as_type(g, x, out.dtype), as_type(g, y, out.dtype)
    if out.dtype.kind != "f":
        return g.node("Mod", x, y)
    return g.node("Sub", x, g.node("Mul", y, g.node("Floor", g.node("Div", x, y))))


@rule("fmod")
def fmod(g, out, x, y):
    return g.node("Mod", as_type(g, x, out.dtype), as_type(g, y, out.dtype), fmod=1)


@rule("floor_divide")
def floor_divide(g, out, x, y):
    x, y = as_type(g, x, out.dtype), as_type(g, y, out.dtype)
    if out.dtype.kind == "f":
        return g.node("Floor", g.node("Div", x, y))
    return g.node("Div", g.node("Sub", x, g.node("Mod", x, y)), y)


@rule("clamp", "clip")
def clamp(g, out, x, *, min=None, max=None):
    for kind, bound in (("Max", min), ("Min", max)):
        if bound is not None:
            x = g.node(kind, x, as_type(g, bound, out.dtype))
    return x


@rule("cast")
def cast(g, out, x, *, dtype):
    return g.cast(x, dtype)


@rule("dropout")
def dropout(g, out, x, mask):
    return g.node("Mul", x, mask)


@rule("leaky_relu")
def leaky_relu(g, out, x, *, negative_slope=0.01):
    return g.node("LeakyRelu", x, alpha=float(negative_slope))


@rule("elu")
def elu(g, out, x, *, alpha=1.0, scale=1.0, input_scale=1.0):
    if input_scale == 1.0:
        return g.node("Selu", x, alpha=float(alpha), gamma=float(scale))
    below = g.node("Min", x, g.number(0.0, out.dtype))
    below = g.node("Mul", below, g.number(float(input_scale), out.dtype))
    bent = g.node("Sub", g.node("Exp", below), g.number(1.0, out.dtype))
    bent = g.node("Mul", bent, g.number(scale * alpha, out.dtype))
    straight = g.node("Mul", x, g.number(float(scale), out.dtype))
    return g.node("Where", g.node("Greater", x, g.number(0.0, out.dtype)), straight, bent)


@rule("hardshrink")
def hardshrink(g, out, x, *, lambd=0.5):
    return g.node("Shrink", x, lambd=float(lambd), bias=0.0)


@rule("softshrink")
def softshrink(g, out, x, *, lambd=0.5):
    return g.node("Shrink", x, lambd=float(lambd), bias=float(lambd))


@rule("threshold")
def threshold(g, out, x, *, threshold, value):
    above = g.node("Greater", x, g.number(float(threshold), out.dtype))
    return g.node("Where", above, x, g.number(float(value), out.dtype))


@rule("gelu_tanh")
def gelu_tanh(g, out, x):
    return gelu(g, out, x, approximate="tanh")


@rule("erfc")
def erfc(g, out, x):
    return g.node("Sub", g.number(1.0, out.dtype), g.node("Erf", x))


@rule("ndtr")
def ndtr(g, out, x):
    bell = g.node("Erf", g.node("Mul", x, g.number(math.sqrt(0.5), out.dtype)))
    half = g.number(0.5, out.dtype)
    return g.node("Add", g.node("Mul", bell, half), half)


@rule("rad2deg")
def rad2deg(g, out, x):
    return g.node("Mul", x, g.number(180 / math.pi, out.dtype))


@rule("deg2rad")
def deg2rad(g, out, x):
    return g.node("Mul", x, g.number(math.pi / 180, out.dtype))


@rule("frac")
def frac(g, out, x):
    return g.node("Sub", x, trunc(g, out, x))


@rule("hypot")
def hypot(g, out, x, y):
    return g.node("Sqrt", g.node("Add", g.node("Mul", x, x), g.node("Mul", y, y)))


@rule("logaddexp")
def logaddexp(g, out, x, y):
    top = g.node("Max", x, y)
    gap = g.node("Neg", g.node("Abs", g.node("Sub", x, y)))
    return g.node("Add", top, log1p(g, out, g.node("Exp", gap)))


@rule("silu", "swish")
def silu(g, out, x):
    return g.node("Mul", x, g.node("Sigmoid", x))


@rule("hardsigmoid")
def hardsigmoid(g, out, x):
    return g.node("HardSigmoid", x, alpha=1 / 6, beta=0.5)


@rule("hardtanh")
def hardtanh(g, out, x, *, min_val=-1.0, max_val=1.0):
    return clamp(g, out, x, min=min_val, max=max_val)


@rule("softplus")
def softplus(g, out, x, *, beta=1.0, threshold=20.0):
    if beta == 1.0:
        return g.node("Softplus", x)
    scale = g.number(float(beta), out.dtype)
    return g.node("Div", g.node("Softplus", g.node("Mul", x, scale)), scale)


@rule("log_sigmoid", "logsigmoid")
def log_sigmoid(g, out, x):
    return g.node("Neg", g.node("Softplus", g.node("Neg", x)))


@rule("gelu")
def gelu(g, out, x, *, approximate="none"):
    def number(v):
        return g.number(v, out.dtype)

    half = g.node("Mul", x, number(0.5))
    if approximate == "none":
        bell = g.node("Erf", g.node("Mul", x, number(0.5**0.5)))
    else:
        cube = g.node("Mul", g.node("Mul", x, x), x)
        inner = g.node("Add", x, g.node("Mul", cube, number(0.044715)))
        bell = g.node("Tanh", g.node("Mul", inner, number(math.sqrt(2 / math.pi))))
    return g.node("Mul", half, g.node("Add", bell, number(1.0)))


@rule("prelu")
def prelu(g, out, x, weight):
    if weight.ndim == 1 and weight.size > 1 and x.ndim > 2:
        weight = g.node("Unsqueeze", weight, g.constant(np.arange(1, x.ndim - 1, dtype=np.int64)))
    return g.node("PRelu", x, weight)


@rule("lerp")
def lerp(g, out, x, y, weight):
    step = g.node("Mul", g.node("Sub", y, x), as_type(g, weight, out.dtype))
    return g.node("Add", x, step)


@rule("where")
def where(g, out, condition, x, y):
    return g.node("Where", condition, as_type(g, x, out.dtype), as_type(g, y, out.dtype))


@rule("masked_fill")
def masked_fill(g, out, x, mask, *, value):
    return g.node("Where", mask, g.number(value, out.dtype), x)
