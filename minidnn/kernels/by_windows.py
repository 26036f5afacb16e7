"""Columns of windows, images of columns, the largest pixel of every window, by kernels."""

import math

import numpy as np

from .calls import empty, packed, served


def columns_of(launch, formula, x, *, kernel, stride, padding, dilation, out):
    windows = kernel, stride, padding, dilation, out
    if not served(x) or len(kernel) != 2 or 0 in out:
        return formula(x, **dict(zip(WINDOWS, windows)))
    x, (N, C) = packed(x), x.shape[:2]
    columns = empty(x, N, C, math.prod(kernel), *out)
    sizes = window_sizes(x.shape, *windows)
    launch("im2col", x, columns.size, columns, x, columns.size, *sizes)
    return columns


def image_of(launch, formula, columns, shape, *, kernel, stride, padding, dilation, out):
    windows = kernel, stride, padding, dilation, out
    if not served(columns) or len(kernel) != 2 or 0 in shape:
        return formula(columns, shape, **dict(zip(WINDOWS, windows)))
    x = empty(columns, *shape)
    sizes = window_sizes(shape, *windows)
    launch("col2im", x, x.size, x, packed(columns), x.size, *sizes)
    return x


def largest(launch, formula, x, *, kernel, stride, padding, dilation, out):
    windows = kernel, stride, padding, dilation, out
    if not served(x) or len(kernel) != 2 or 0 in out:
        return formula(x, **dict(zip(WINDOWS, windows)))
    x, sizes = packed(x), window_sizes(x.shape, *windows)
    y = empty(x, *x.shape[:2], *out)
    which = np.empty_like(y, dtype=np.int64)
    launch("max_pool", x, y.size, y, which, x, y.size, *sizes)

    def dx(dy):
        result = empty(x, *x.shape)
        launch("max_pool_dx", x, x.size, result, packed(dy), which, x.size, *sizes)
        return result

    return y, dx


WINDOWS = "kernel", "stride", "padding", "dilation", "out"


def window_sizes(shape, kernel, stride, padding, dilation, out):
    """The kernels' numbers: image, kernel, stride, padding before, dilation, windows."""
    (top, _), (left, _) = padding
    return (*shape[2:], *kernel, *stride, top, left, *dilation, *out)
