"""Rarer functions of one or two numbers, for tensors: tan asinh log2 hypot logaddexp lcm …"""


import numpy as np

from .. import ops
from ..dtypes import cast, floating, promoted, true_division
from ..ops import elementary
from ..tape import apply
from .arithmetic import mul, neg, pow, sub, trunc
from .compare import comparison, ge, gt, le, ne, untaped
from .declare import method
from .named import named

__all__ = [
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "asin", "asinh", "atan", "atan2", "atanh", "copysign", "cosh", "deg2rad", "exp2", "expm1",
    "fix", "float_power", "fmax", "fmin", "frac", "frexp", "gcd", "greater", "greater_equal",
    "heaviside", "hypot", "isinf", "isneginf", "isposinf", "isreal", "lcm", "ldexp", "less",
    "less_equal", "log10", "log1p", "log2", "logaddexp", "logaddexp2", "logit", "nan_to_num",
    "nextafter", "not_equal", "positive", "rad2deg", "reciprocal", "rsub", "sgn", "signbit",
    "sinc", "sinh", "tan", "xlogy",
]


def of_one(op):
    """The function of a tensor's numbers that an op computes; integers become floating."""

    def function(input):
        return apply(op, floating(input))

    function.__name__ = op.__name__
    function.__doc__ = op.__doc__.partition("=")[2].strip()
    return method(function)


def of_two(op):
    """The function of two tensors' numbers that an op computes; integers become floating."""

    def function(input, other):
        return apply(op, *true_division(input, other))

    function.__name__ = op.__name__
    function.__doc__ = op.__doc__.partition("=")[2].strip()
    return method(function)


tan, sinh, cosh = of_one(elementary.tan), of_one(elementary.sinh), of_one(elementary.cosh)
asin = arcsin = of_one(elementary.asin)
acos = arccos = of_one(elementary.acos)
atan = arctan = of_one(elementary.atan)
asinh = arcsinh = of_one(elementary.asinh)
acosh = arccosh = of_one(elementary.acosh)
atanh = arctanh = of_one(elementary.atanh)
log2, log10, exp2 = of_one(elementary.log2), of_one(elementary.log10), of_one(elementary.exp2)
log1p, expm1 = of_one(ops.log1p), of_one(ops.expm1)
reciprocal = of_one(elementary.reciprocal)
rad2deg, deg2rad = of_one(elementary.rad2deg), of_one(elementary.deg2rad)
sinc = of_one(elementary.sinc)
atan2 = arctan2 = of_two(elementary.atan2)
hypot, xlogy = of_two(elementary.hypot), of_two(elementary.xlogy)
logaddexp, logaddexp2 = of_two(elementary.logaddexp), of_two(elementary.logaddexp2)
copysign = of_two(elementary.copysign)
greater, greater_equal, less, less_equal, not_equal = gt, ge, comparison(np.less), le, ne
less.__name__ = "less"
fix = trunc


@method
def frac(input):
    """x without its integer part."""
    return apply(elementary.frac, input)


@method
def logit(input, eps=None):
    """ln(x/(1 - x)); with eps x is first limited to [eps, 1 - eps]."""
    return apply(elementary.logit, floating(input), eps=eps)


@method
def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    """x with numbers in place of NaN and infinities (None: the largest of the type)."""
    if input.dtype.kind not in "fc":
        return apply(ops.copy, input)
    nan = 0.0 if nan is None else nan
    return apply(elementary.nan_to_num, input, nan=nan, posinf=posinf, neginf=neginf)


@method
def fmax(input, other):
    """The larger of both; where one is NaN the other."""
    return apply(elementary.fmax, *promoted(input, other))


@method
def fmin(input, other):
    """The smaller of both; where one is NaN the other."""
    return apply(elementary.fmin, *promoted(input, other))


@method
def float_power(input, exponent):
    """x^exponent in float64."""
    complexes = any(getattr(a, "dtype", np.dtype(type(a))).kind == "c" for a in (input, exponent))
    wide = np.dtype("complex128" if complexes else "float64")
    parts = [cast(a, wide) if hasattr(a, "dtype") else a for a in (input, exponent)]
    return pow(*parts)


@method
def ldexp(input, other):
    """x·2^other."""
    return mul(input, apply(elementary.exp2, floating(other)))


def rsub(input, other, *, alpha=1):
    """other - alpha·x."""
    return sub(other, input, alpha=alpha)


@method
def positive(input):
    """x itself."""
    if input.dtype.kind == "b":
        raise RuntimeError("positive: the operator + is not for booleans; got a tensor of bool")
    return input


@method
def sgn(input):
    """-1, 0 or 1; for complex numbers x/|x|."""
    if input.dtype.kind == "c":
        from ..ops import complex as complex_ops

        return apply(complex_ops.sgn, input)
    return apply(ops.sign, input)


# Without a gradient


@method
def isinf(input):
    """Where x is infinite."""
    return untaped(np.isinf, input)


@method
def isposinf(input):
    """Where x is +inf."""
    return untaped(lambda x: np.isinf(x) & (x > 0), input)


@method
def isneginf(input):
    """Where x is -inf."""
    return untaped(lambda x: np.isinf(x) & (x < 0), input)


@method
def isreal(input):
    """Where the imaginary part is 0."""
    return untaped(lambda x: x.imag == 0 if x.dtype.kind == "c" else x == x, input)


@method
def signbit(input):
    """Where the sign is minus, also of -0."""
    return untaped(np.signbit if input.dtype.kind == "f" else lambda x: x < 0, input)


@method
def heaviside(input, values):
    """0 below 0, `values` at 0, 1 above."""
    if input.dtype != values.dtype:
        raise RuntimeError(
            f"heaviside: both tensors must be of one type; got {input.dtype} and {values.dtype}"
        )
    kind = input.dtype
    return untaped(lambda x, v: np.where(x == 0, v, (x > 0).astype(kind)), input, values)


@method
def nextafter(input, other):
    """The next floating number from x towards other."""
    return untaped(np.nextafter, *promoted(input, other))


@method
def gcd(input, other):
    """The greatest common divisor of integers."""
    return untaped(np.gcd, *promoted(input, other))


@method
def lcm(input, other):
    """The least common multiple of integers."""
    return untaped(np.lcm, *promoted(input, other))


@method
def frexp(input):
    """(mantissa, exponent): x = mantissa·2^exponent, |mantissa| in [0.5, 1)."""
    exponent = untaped(lambda x: np.frexp(x)[1].astype(np.int32), input)
    mantissa = mul(input, exp2(neg(cast(exponent, input.dtype))))
    return named("frexp", mantissa=mantissa, exponent=exponent)
