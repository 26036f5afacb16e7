"""Reductions over axes (None, an int or a tuple): sum mean var std prod amax amin cumsum norm."""

import math

import numpy as np


def sum(x, *, axis=None, keepdims=False):
    """y = Σ x."""
    shape, kept = x.shape, kept_shape(x.shape, axis)
    y = np.sum(x, axis=axis, keepdims=keepdims)
    return y, lambda dy: np.broadcast_to(dy.reshape(kept), shape)


def mean(x, *, axis=None, keepdims=False):
    """y = Σ x / n."""
    shape, kept, n = x.shape, kept_shape(x.shape, axis), count(x.shape, axis)
    y = np.mean(x, axis=axis, keepdims=keepdims)
    return y, lambda dy: np.broadcast_to(dy.reshape(kept) / n, shape)


def var(x, *, axis=None, correction=1, keepdims=False):
    """y = Σ (x - mean)² / (n - correction)."""
    kept, n = kept_shape(x.shape, axis), count(x.shape, axis) - correction
    centred = x - np.mean(x, axis=axis, keepdims=True)
    y = ratio(np.sum(centred * centred, axis=axis, keepdims=keepdims), n)
    return y, lambda dy: ratio(2 * dy.reshape(kept), n) * centred


def std(x, *, axis=None, correction=1, keepdims=False):
    """y = √var; the slope where all values are equal is taken as 0."""
    kept = kept_shape(x.shape, axis)
    variance, dvariance = var(x, axis=axis, correction=correction, keepdims=keepdims)
    y = np.sqrt(variance)
    return y, lambda dy: dvariance(divided(0.5 * dy, y).reshape(kept))


def prod(x, *, axis=None, keepdims=False):
    """y = Π x; exact for any number of zeros: the slope is the product of all the others."""
    kept = kept_shape(x.shape, axis)
    y = np.prod(x, axis=axis, keepdims=keepdims)

    def dx(dy):
        # the product of all others, without a division: those before times those behind
        gone = sorted(axes_of(x.ndim, axis)) if x.ndim else []
        axes = [i for i in range(x.ndim) if i not in gone] + gone
        rows = np.transpose(x, axes)
        moved = rows.shape
        rows = rows.reshape(*moved[: x.ndim - len(gone)], -1)
        one = np.ones_like(rows[..., :1])
        before = np.concatenate([one, np.cumprod(rows[..., :-1], -1)], -1)
        behind = np.concatenate([one, np.cumprod(np.flip(rows[..., 1:], -1), -1)], -1)
        others = (before * np.flip(behind, -1)).reshape(moved)
        return dy.reshape(kept) * np.transpose(others, [axes.index(i) for i in range(x.ndim)])

    return y, dx


def amax(x, *, axis=None, keepdims=False):
    """y = max x; equal maxima share the gradient."""
    return shared_extreme(x, np.max(x, axis=axis, keepdims=True), axis, keepdims)


def amin(x, *, axis=None, keepdims=False):
    """y = min x; equal minima share the gradient."""
    return shared_extreme(x, np.min(x, axis=axis, keepdims=True), axis, keepdims)


def cumsum(x, *, axis):
    """y_i = x_0 + … + x_i."""
    return np.cumsum(x, axis=axis), lambda dy: np.flip(np.cumsum(np.flip(dy, axis), axis), axis)


def norm(x, *, p=2.0, axis=None, keepdims=False):
    """y = (Σ |x|^p)^(1/p), max |x| for p = inf; the slope where y = 0 is taken as 0."""
    kept = kept_shape(x.shape, axis)
    size = np.abs(x)
    if p == math.inf:
        y, dsize = amax(size, axis=axis, keepdims=keepdims)
        return y, lambda dy: dsize(dy) * np.sign(x)
    y = np.sum(size**p, axis=axis, keepdims=True) ** (1 / p)

    def dx(dy):
        slope = np.sign(x) if p == 1 else np.sign(x) * divided(size, y) ** (p - 1)
        return dy.reshape(kept) * slope

    return y if keepdims else y.reshape(drop(x.shape, axis)), dx


# Helpers


def axes_of(ndim, axis):
    """The reduced axes as a set of non-negative ints."""
    if axis is None:
        return set(range(ndim))
    return {a % ndim if ndim else a for a in (axis if isinstance(axis, tuple) else (axis,))}


def kept_shape(shape, axis):
    """The shape of the result if the reduced axes were kept with length 1."""
    gone = axes_of(len(shape), axis)
    return tuple(1 if i in gone else n for i, n in enumerate(shape))


def drop(shape, axis):
    """The shape without the reduced axes."""
    gone = axes_of(len(shape), axis)
    return tuple(n for i, n in enumerate(shape) if i not in gone)


def count(shape, axis):
    """How many numbers go into each result."""
    return math.prod(n for i, n in enumerate(shape) if i in axes_of(len(shape), axis))


def ratio(x, n):
    """x / n, NaN where n is not positive (the variance of one number is undefined)."""
    return x / n if n > 0 else x * math.nan


def divided(x, y):
    """x / y, 0 where y = 0."""
    return np.where(y == 0, np.zeros_like(y), x / np.where(y == 0, np.ones_like(y), y))


def shared_extreme(x, y, axis, keepdims):
    """The result and rule of amax and amin: y has kept dimensions."""
    kept = y.shape

    def dx(dy):
        chosen = x == y
        return chosen * (dy.reshape(kept) / np.sum(chosen, axis=axis, keepdims=True, dtype=x.dtype))

    return y if keepdims else y.reshape(drop(x.shape, axis)), dx
