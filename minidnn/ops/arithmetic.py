"""Arithmetic with broadcasting: add sub mul div pow neg abs maximum minimum clamp round …"""

import math

import numpy as np

from .broadcast import shapes_of, sum_to


def add(x, y):
    """z = x + y."""
    xs, ys = shapes_of(x, y)
    return x + y, lambda dz: sum_to(dz, xs), lambda dz: sum_to(dz, ys)


def sub(x, y):
    """z = x - y."""
    xs, ys = shapes_of(x, y)
    return x - y, lambda dz: sum_to(dz, xs), lambda dz: sum_to(-dz, ys)


def mul(x, y):
    """z = x·y."""
    xs, ys = shapes_of(x, y)
    return x * y, lambda dz: sum_to(dz * y, xs), lambda dz: sum_to(dz * x, ys)


def div(x, y):
    """z = x / y."""
    xs, ys = shapes_of(x, y)
    z = x / y
    return z, lambda dz: sum_to(dz / y, xs), lambda dz: sum_to(-dz * z / y, ys)


def pow(x, y):
    """z = x^y."""
    xs, ys = shapes_of(x, y)
    z = x**y

    def dx(dz):
        if isinstance(y, (int, float)):
            return sum_to(dz * (y * x ** (y - 1)), xs) if y else np.zeros_like(x)
        # where y = 0 the slope is 0, but 0^(0-1) would be infinite: take another exponent there
        return sum_to(dz * (y * x ** np.where(y == 0, np.ones_like(y), y - 1)), xs)

    def dy(dz):
        # the limit of 0^y·log 0 is 0 for y > 0
        if isinstance(x, (int, float)):
            log_x = math.log(x) if x else 0.0
        else:
            log_x = np.log(np.where(x == 0, np.ones_like(x), x))
        return sum_to(dz * z * log_x, ys)

    return z, dx, dy


def neg(x):
    """y = -x."""
    return -x, lambda dy: -dy


def abs(x):
    """y = |x|; the slope at 0 is taken as 0."""
    return np.abs(x), lambda dy: dy * np.sign(x)


def maximum(x, y):
    """z = max(x, y); where both are equal each gets half of the gradient."""
    xs, ys = shapes_of(x, y)
    dx = lambda dz: sum_to(dz * (x > y) + 0.5 * dz * (x == y), xs)
    dy = lambda dz: sum_to(dz * (y > x) + 0.5 * dz * (x == y), ys)
    return np.maximum(x, y), dx, dy


def minimum(x, y):
    """z = min(x, y); where both are equal each gets half of the gradient."""
    xs, ys = shapes_of(x, y)
    dx = lambda dz: sum_to(dz * (x < y) + 0.5 * dz * (x == y), xs)
    dy = lambda dz: sum_to(dz * (y < x) + 0.5 * dz * (x == y), ys)
    return np.minimum(x, y), dx, dy


def clamp(x, *, min=None, max=None):
    """y = x limited to [min, max] (numbers or None); the gradient passes where x lies inside."""
    y = x
    if min is not None:
        y = np.maximum(y, min)
    if max is not None:
        y = np.minimum(y, max)
    return y if y is not x else x.copy(), lambda dy: dy * (y == x)


def remainder(x, y):
    """z = x - y·⌊x/y⌋."""
    xs, ys = shapes_of(x, y)
    return np.remainder(x, y), lambda dz: sum_to(dz, xs), lambda dz: sum_to(-dz * (x // y), ys)


def fmod(x, y):
    """z = x - y·trunc(x/y)."""
    xs, ys = shapes_of(x, y)
    return (
        np.fmod(x, y),
        lambda dz: sum_to(dz, xs),
        lambda dz: sum_to(-dz * np.trunc(x / y), ys),
    )


def step(function):
    """An op of one input that is flat between its steps: its gradient is 0."""

    def op(x, **options):
        return function(x, **options), lambda dy: np.zeros_like(dy)

    op.__name__, op.__doc__ = function.__name__, f"y = NumPy's {function.__name__} of x."
    return op


floor, ceil, trunc, sign = step(np.floor), step(np.ceil), step(np.trunc), step(np.sign)
round = step(np.round)
round.__name__ = "round"


def floor_divide(x, y):
    """z = ⌊x/y⌋; flat between its steps, so its gradient is 0."""
    xs, ys = shapes_of(x, y)
    z = np.floor_divide(x, y)
    if z.dtype.kind != "f":
        return (z,)
    return z, lambda dz: sum_to(np.zeros_like(dz), xs), lambda dz: sum_to(np.zeros_like(dz), ys)
