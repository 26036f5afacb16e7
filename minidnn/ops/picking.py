"""Rarer ways to pick and write parts: diagonal unfold strided embedded scatter_reduce."""

import math
import sys

import numpy as np

from .broadcast import add_at


def diagonal(x, *, offset=0, axes=(0, 1)):
    """y = the diagonal of two axes, as the last axis; shares memory."""
    shape = x.shape

    def dx(dy):
        g = np.zeros_like(dy, shape=shape)
        index = [slice(None)] * len(shape)
        places = np.arange(dy.shape[-1], like=dy)
        index[axes[0]], index[axes[1]] = places - min(offset, 0), places + max(offset, 0)
        # arrays in an index that slices stand between come first, else where they stand
        apart = abs(axes[0] - axes[1]) > 1
        g[tuple(index)] = np.moveaxis(dy, -1, 0 if apart else min(axes))
        return g

    part = np.moveaxis(x, axes, (-2, -1))
    part = part[..., max(-offset, 0) :, max(offset, 0) :]
    k = min(part.shape[-2:])
    return np.einsum("...ii->...i", part[..., :k, :k]), dx  # a view, and one that can be written


def embedded(x, *, index, shape):
    """y = zeros of a shape, but y[index] = x."""
    y = np.zeros_like(x, shape=shape)
    y[index] = x
    return y, lambda dy: dy[index]


def unfold(x, *, axis, size, step):
    """y = windows of a size along an axis, every `step` places, as a new last axis."""
    shape = x.shape
    index = windows(x, axis, size, step)

    def dx(dy):
        g = np.zeros_like(dy, shape=shape)
        add_at(g, index, np.moveaxis(dy, -1, axis + 1))
        return g

    y = np.lib.stride_tricks.sliding_window_view(x, size, axis) if size else None
    if y is None:
        return np.moveaxis(x[index], axis + 1, -1), dx
    return y[(*[slice(None)] * axis, slice(None, None, step))], dx


def windows(x, axis, size, step):
    """The index of the elements of every window along an axis."""
    starts = np.arange(0, x.shape[axis] - size + 1, step, like=x)
    return (*[slice(None)] * axis, starts[:, None] + np.arange(size, like=x))


def strided(x, *, shape, stride, start):
    """y = the memory of x (in row order) from `start`, with these lengths and strides."""
    before = x.shape
    places = np.zeros_like(x, shape=shape, dtype=np.int64) + start
    for axis, (n, s) in enumerate(zip(shape, stride)):
        places = places + (np.arange(n, like=x) * s).reshape(-1, *[1] * (len(shape) - axis - 1))

    def dx(dy):
        g = np.zeros_like(dy, shape=math.prod(before))
        add_at(g, places, dy)
        return g.reshape(before)

    return x.reshape(-1)[places], dx


def scatter_reduce(x, src, *, index, reduce, own=True):
    """y = x, but the elements of src that share a place of x[index] are reduced to one.

    own: x's element counts too; else the places that are named start anew.
    """
    named = np.zeros_like(x, dtype=bool)
    named[index] = True
    count = np.zeros_like(x)
    add_at(count, index, np.ones_like(src))
    total = count + 1 if own else count
    total = np.where(named, total, np.ones_like(x))
    keep = np.ones_like(named) if own else ~named
    if reduce in ("sum", "mean"):
        y = np.where(keep, x, np.zeros_like(x))
        add_at(y, index, src)
        share = total if reduce == "mean" else np.ones_like(x)
        y = y / share if y.dtype.kind in "fc" else y // share.astype(y.dtype)
        return y, lambda dy: np.where(keep, dy / share, 0 * dy), lambda dy: (dy / share)[index]
    if reduce == "prod":
        return product_at(x, src, index, keep)
    neutral = least(x.dtype) if reduce == "amax" else most(x.dtype)
    y = np.where(keep, x, np.full_like(x, neutral))
    extreme_at(y, "maximum" if reduce == "amax" else "minimum", index, src)
    equal, mine = src == y[index], keep & (x == y)
    ties = mine.astype(x.dtype)
    add_at(ties, index, equal.astype(x.dtype))
    ties = np.where(ties == 0, np.ones_like(ties), ties)
    return y, lambda dy: dy * mine / ties, lambda dy: (dy / ties)[index] * equal


def product_at(x, src, index, keep):
    """scatter_reduce with a product; exact for any number of zeros.

    All factors in one row, those of one place side by side. A factor's slope is the product of
    those before it and those behind it at its place, so nothing is divided.
    """
    places = np.arange(x.size, like=x).reshape(x.shape)
    named = np.broadcast_to(places[index], src.shape).reshape(-1)
    keys = np.concatenate([places.reshape(-1), named])
    order = np.argsort(keys, kind="stable")  # x's own factor comes first
    keys, back = keys[order], np.argsort(order)
    start = np.where(keep, x, np.ones_like(x))
    row = np.concatenate([start.reshape(-1), src.reshape(-1)])[order]
    last = np.concatenate([back[1 : x.size], np.full_like(back, keys.size, shape=1)]) - 1
    y = (products_before(row, keys) * row)[last].reshape(x.shape) if x.size else x.copy()

    def others():
        behind = products_before(np.flip(row, 0), np.flip(keys, 0))
        return (products_before(row, keys) * np.flip(behind, 0))[back]

    return (
        y,
        lambda dy: dy * np.where(keep, others()[: x.size].reshape(x.shape), np.zeros_like(x)),
        lambda dy: dy[index] * others()[x.size :].reshape(src.shape),
    )


def products_before(row, keys):
    """For each factor the product of those before it that have its key; equal keys are neighbours.

    A product of 1, 2, 4, … factors at a time, so as many passes as the row's length has digits.
    """

    def shifted(y, step):
        """What stands `step` places before, 1 where that has another key."""
        one = np.ones_like(y[:step])
        return np.concatenate([one, np.where(keys[step:] == keys[:-step], y[:-step], 1)])

    y, step = shifted(row, 1), 1
    while step < row.shape[0]:
        y = y * shifted(y, step)
        step *= 2
    return y


def extreme_at(target, name, index, values):
    """np.maximum.at and its kin, from the array's own library."""
    if hasattr(target, "extreme_at"):  # an array that records what happens to it
        target.extreme_at(name, index, values)
        return
    getattr(sys.modules[type(target).__module__.partition(".")[0]], name).at(target, index, values)


def least(dtype):
    """The smallest number of a type."""
    return -math.inf if dtype.kind == "f" else np.iinfo(dtype).min if dtype.kind in "iu" else False


def most(dtype):
    """The largest number of a type."""
    return math.inf if dtype.kind == "f" else np.iinfo(dtype).max if dtype.kind in "iu" else True
