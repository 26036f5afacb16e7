"""Running products and logarithms, sums to a shape, and norms of any order."""

import math

import numpy as np

from .broadcast import sum_to
from .reduce import divided, drop, kept_shape


def summed(x, *, shape):
    """y = x summed to a shape that can be repeated to x's."""
    before = x.shape
    return sum_to(x, shape), lambda dy: np.broadcast_to(dy, before)


def cumprod(x, *, axis):
    """y_i = x_0·…·x_i; exact for any number of zeros."""
    y = np.cumprod(x, axis=axis)

    def dx(dy):
        # dx_k = (x_0·…·x_(k-1))·s_k with s_k = dy_k + x_(k+1)·s_(k+1), by steps of 1, 2, 4, …
        rows, s = np.moveaxis(x, axis, 0), np.moveaxis(dy, axis, 0)
        before = np.concatenate([np.ones_like(rows[:1]), np.cumprod(rows[:-1], 0)])
        factor, step = rows[1:], 1
        while step < len(rows):
            s = np.concatenate([s[:-step] + factor[: len(s) - step] * s[step:], s[-step:]])
            factor = factor[:-step] * factor[step:]
            step *= 2
        return np.moveaxis(before * s, 0, axis)

    return y, dx


def logcumsumexp(x, *, axis):
    """y_i = ln Σ_{j≤i} e^x_j."""
    top = np.max(x, axis=axis, keepdims=True) if x.size else x
    top = np.where(np.isfinite(top), top, np.zeros_like(top))
    rows = np.moveaxis(x, axis, 0)
    y = rows.copy()
    for i in range(1, rows.shape[0]):
        y[i] = np.logaddexp(y[i - 1], rows[i])
    y = np.moveaxis(y, 0, axis)

    def dx(dy):
        # Σ_{i≥j} dy_i·e^(x_j - y_i)
        scaled = dy * np.exp(top - np.where(np.isneginf(y), top, y))
        tail = np.flip(np.cumsum(np.flip(scaled, axis), axis), axis)
        return tail * np.exp(x - top)

    return y, dx


def vector_norm(x, *, p=2.0, axis=None, keepdims=False):
    """y = (Σ |x|^p)^(1/p) for any p, also 0 (how many are not 0) and ±inf; complex x too.

    The slope where y = 0 is taken as 0; equal extremes share the slope.
    """
    kept = kept_shape(x.shape, axis)
    size = np.abs(x)
    full = {"axis": axis, "keepdims": True}
    if p == 0:
        y = np.sum(size != 0, **full).astype(size.dtype)
        slope = lambda: np.zeros_like(size)
    elif abs(p) == math.inf:
        y = (np.max if p > 0 else np.min)(size, **full)
        slope = lambda: (size == y) / np.sum(size == y, **full).astype(size.dtype)
    elif p == 1:
        y = np.sum(size, **full)
        slope = lambda: np.ones_like(size)
    elif p == 2:
        y = np.sqrt(np.sum(size * size, **full))
        slope = lambda: divided(size, y)
    else:
        y = np.sum(size**p, **full) ** (1 / p)
        zero = size == 0
        slope = lambda: np.where(
            zero, np.zeros_like(size), divided(np.where(zero, y, size), y) ** (p - 1)
        )

    def dx(dy):
        sign = np.sign(x) if x.dtype.kind == "f" else divided(x, size.astype(x.dtype))
        return dy.reshape(kept) * slope() * sign

    return y if keepdims else y.reshape(drop(x.shape, axis)), dx


vector_norm.wirtinger = True  # the rule holds for complex numbers as it stands
