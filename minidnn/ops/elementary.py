"""Rarer functions of one or two numbers: trigonometric, hyperbolic, logarithms, hypot atan2 …"""

import math

import numpy as np

from .broadcast import shapes_of, sum_to


def tan(x):
    """y = tan x."""
    y = np.tan(x)
    return y, lambda dy: dy * (1 + y * y)


def asin(x):
    """y = arcsin x."""
    return np.arcsin(x), lambda dy: dy / np.sqrt(1 - x * x)


def acos(x):
    """y = arccos x."""
    return np.arccos(x), lambda dy: -dy / np.sqrt(1 - x * x)


def atan(x):
    """y = arctan x."""
    return np.arctan(x), lambda dy: dy / (1 + x * x)


def sinh(x):
    """y = (eˣ - e⁻ˣ)/2."""
    return np.sinh(x), lambda dy: dy * np.cosh(x)


def cosh(x):
    """y = (eˣ + e⁻ˣ)/2."""
    return np.cosh(x), lambda dy: dy * np.sinh(x)


def asinh(x):
    """y = ln(x + √(x² + 1))."""
    return np.arcsinh(x), lambda dy: dy / np.sqrt(x * x + 1)


def acosh(x):
    """y = ln(x + √(x² - 1))."""
    return np.arccosh(x), lambda dy: dy / (np.sqrt(x - 1) * np.sqrt(x + 1))


def atanh(x):
    """y = ln((1 + x)/(1 - x))/2."""
    return np.arctanh(x), lambda dy: dy / (1 - x * x)


def log2(x):
    """y = log₂ x."""
    return np.log2(x), lambda dy: dy / (x * math.log(2))


def log10(x):
    """y = log₁₀ x."""
    return np.log10(x), lambda dy: dy / (x * math.log(10))


def exp2(x):
    """y = 2ˣ."""
    y = np.exp2(x)
    return y, lambda dy: dy * y * math.log(2)


def reciprocal(x):
    """y = 1/x."""
    y = 1 / x
    return y, lambda dy: -dy * y * y


def rsqrt(x):
    """y = 1/√x."""
    y = 1 / np.sqrt(x)
    return y, lambda dy: dy * (-0.5 * y * y * y)


def square(x):
    """y = x²."""
    return x * x, lambda dy: dy * (2 * x)


def rad2deg(x):
    """y = x·180/π."""
    return x * (180 / math.pi), lambda dy: dy * (180 / math.pi)


def deg2rad(x):
    """y = x·π/180."""
    return x * (math.pi / 180), lambda dy: dy * (math.pi / 180)


def frac(x):
    """y = x without its integer part."""
    return x - np.trunc(x), lambda dy: dy


def sinc(x):
    """y = sin(πx)/(πx), 1 at 0."""
    zero = x == 0
    u = math.pi * np.where(zero, np.ones_like(x), x)
    y = np.where(zero, np.ones_like(x), np.sin(u) / u)
    return y, lambda dy: dy * np.where(
        zero, np.zeros_like(x), math.pi * (np.cos(u) - y) / u
    )


def nan_to_num(x, *, nan=0.0, posinf=None, neginf=None):
    """y = x with numbers in place of NaN and infinities (None: the largest of the type)."""
    y = np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    return y, lambda dy: dy * np.isfinite(x)


def logit(x, *, eps=None):
    """y = ln(x/(1 - x)); with eps x is first limited to [eps, 1 - eps]."""
    inside = np.ones_like(x, dtype=bool) if eps is None else (x >= eps) & (x <= 1 - eps)
    z = x if eps is None else np.minimum(np.maximum(x, eps), 1 - eps)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(z / (1 - z))

    def dx(dy):
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = dy / (z * (1 - z))
        return np.where(inside, slope, np.zeros_like(dy))

    return y, dx


# Of two numbers


def atan2(x, y):
    """z = the angle of the point (y, x)."""
    xs, ys = shapes_of(x, y)

    def share(dz, other):
        r2 = x * x + y * y
        return np.where(r2 == 0, np.zeros_like(dz), dz * other / np.where(r2 == 0, 1, r2))

    return (
        np.arctan2(x, y),
        lambda dz: sum_to(share(dz, y), xs),
        lambda dz: sum_to(share(dz, -x), ys),
    )


def hypot(x, y):
    """z = √(x² + y²)."""
    xs, ys = shapes_of(x, y)
    z = np.hypot(x, y)
    return z, lambda dz: sum_to(dz * (x / z), xs), lambda dz: sum_to(dz * (y / z), ys)


def logaddexp(x, y):
    """z = ln(eˣ + eʸ)."""
    xs, ys = shapes_of(x, y)
    z = np.logaddexp(x, y)

    def share(dz, a):
        infinite = np.isinf(z) & (a == z)  # inf - inf would be NaN
        return dz * np.where(infinite, np.ones_like(z), np.exp(a - np.where(infinite, 0, z)))

    return z, lambda dz: sum_to(share(dz, x), xs), lambda dz: sum_to(share(dz, y), ys)


def logaddexp2(x, y):
    """z = log₂(2ˣ + 2ʸ)."""
    xs, ys = shapes_of(x, y)
    z = np.logaddexp2(x, y)
    return (
        z,
        lambda dz: sum_to(dz * np.exp2(x - z), xs),
        lambda dz: sum_to(dz * np.exp2(y - z), ys),
    )


def xlogy(x, y):
    """z = x·ln y, 0 where x = 0."""
    xs, ys = shapes_of(x, y)
    zero = (x == 0) & ~np.isnan(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(zero, np.zeros_like(x * y), x * np.log(y))

    def dx(dz):
        with np.errstate(divide="ignore", invalid="ignore"):
            return sum_to(dz * np.where((x == 0) & (y <= 0), np.zeros_like(z), np.log(y)), xs)

    return z, dx, lambda dz: sum_to(dz * x / y, ys)


def xlog1py(x, y):
    """z = x·ln(1 + y), 0 where x = 0."""
    xs, ys = shapes_of(x, y)
    zero = (x == 0) & ~np.isnan(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(zero, np.zeros_like(x * y), x * np.log1p(y))

    def dx(dz):
        with np.errstate(divide="ignore", invalid="ignore"):
            return sum_to(dz * np.where((x == 0) & (y <= -1), np.zeros_like(z), np.log1p(y)), xs)

    return z, dx, lambda dz: sum_to(dz * x / (1 + y), ys)


def copysign(x, y):
    """z = |x| with the sign of y."""
    xs, ys = shapes_of(x, y)
    z = np.copysign(x, y)
    return (
        z,
        lambda dz: sum_to(dz * np.sign(x) * np.sign(z), xs),
        lambda dz: sum_to(np.zeros_like(dz), ys),
    )


def fmax(x, y):
    """z = max(x, y), and where one is NaN the other."""
    xs, ys = shapes_of(x, y)
    first = (x >= y) | np.isnan(y)
    return (
        np.fmax(x, y),
        lambda dz: sum_to(dz * first, xs),
        lambda dz: sum_to(dz * ~first, ys),
    )


def fmin(x, y):
    """z = min(x, y), and where one is NaN the other."""
    xs, ys = shapes_of(x, y)
    first = (x <= y) | np.isnan(y)
    return (
        np.fmin(x, y),
        lambda dz: sum_to(dz * first, xs),
        lambda dz: sum_to(dz * ~first, ys),
    )
