"""Borders around the last axes: a constant, or pixels of the array itself."""

import numpy as np


def pad(x, *, padding, value=0.0):
    """y = x with `value` around it: padding ((before, after), ...) for the last axes; a negative
    number cuts pixels off.
    """
    lead = x.ndim - len(padding)
    width = ((0, 0),) * lead + tuple((max(a, 0), max(b, 0)) for a, b in padding)
    kept = (..., *(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in sizes(x, padding)))
    inside = x[kept]
    y = np.pad(inside, width, constant_values=value)
    middle = tuple(slice(a, a + n) for n, (a, _) in zip(inside.shape, width))

    def dx(dy):
        g = np.zeros_like(x)
        g[kept] = dy[middle]
        return g

    return y, dx


def pad_reflect(x, *, padding):
    """y = x with its own pixels around it, mirrored at the border: abcd -> cb abcd cb."""
    return each_axis(x, padding, reflected)


def pad_replicate(x, *, padding):
    """y = x with its border pixels repeated: abcd -> aa abcd dd."""
    return each_axis(x, padding, replicated)


def pad_circular(x, *, padding):
    """y = x continued from its other end: abcd -> cd abcd ab."""
    return each_axis(x, padding, circled)


def each_axis(x, padding, sources):
    """Pad one axis after the other. A border pixel is a copy, so its gradient goes to its source.

    sources(n, before, after) gives the index of the pixels that stand before and after n pixels.
    """
    axes = [i for i, (a, b) in enumerate(padding, x.ndim - len(padding)) if a or b]
    pairs = [pair for pair in padding if any(pair)]
    y = x if axes else x.copy()
    for axis, (before, after) in zip(axes, pairs):
        first, last = sources(y.shape[axis], before, after)
        y = np.concatenate([cut(y, axis, first), y, cut(y, axis, last)], axis=axis)

    def dx(dy):
        for axis, (before, after) in reversed(list(zip(axes, pairs))):
            n = dy.shape[axis] - before - after
            first, last = sources(n, before, after)
            g = cut(dy, axis, slice(before, before + n)).copy()
            give(g, axis, first, cut(dy, axis, slice(0, before)))
            give(g, axis, last, cut(dy, axis, slice(before + n, before + n + after)))
            dy = g
        return dy

    return y, dx


def reflected(n, before, after):
    """The pixels before and after n pixels, mirrored: slices that run backwards."""
    low = n - 2 - after
    return slice(before, 0, -1), slice(n - 2, low if low >= 0 else None, -1)


def replicated(n, before, after):
    """The first and the last pixel, as many times."""
    return [0] * before, [n - 1] * after


def circled(n, before, after):
    """The last pixels before the first, the first ones after the last."""
    return slice(n - before, n), slice(0, after)


def cut(x, axis, index):
    """x[..., index, ...] at an axis."""
    if isinstance(index, list):  # one pixel, repeated
        one = x[(*[slice(None)] * axis, slice(index[0], index[0] + 1) if index else slice(0, 0))]
        shape = (*x.shape[:axis], len(index), *x.shape[axis + 1 :])
        return np.broadcast_to(one, shape)
    return x[(*[slice(None)] * axis, index)]


def give(g, axis, index, dy):
    """g[..., index, ...] += dy at an axis; a pixel that was repeated gets the sum."""
    if isinstance(index, list):
        if not index:
            return
        dy = dy.sum(axis=axis, keepdims=True)
        index = slice(index[0], index[0] + 1)
    g[(*[slice(None)] * axis, index)] += dy


def sizes(x, padding):
    """(length, (before, after)) of the padded axes."""
    return zip(x.shape[x.ndim - len(padding) :], padding)
