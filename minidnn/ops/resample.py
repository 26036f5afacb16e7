"""Images made larger or smaller: every mode is one small matrix for each direction."""

import math

import numpy as np


def resample(x, *, matrix, axis):
    """y = matrix · x along an axis:  x (...,I,...), matrix (O,I), a constant -> (...,O,...)."""
    y = along(x, matrix, axis)
    return y, lambda dy: along(dy, matrix.T, axis)


def nearest(x, *, index, matrix, axis):
    """y = the pixels of x at an index along an axis; matrix holds a 1 for each of these copies."""
    return np.take(x, index, axis=axis), lambda dy: along(dy, matrix.T, axis)


def along(x, matrix, axis):
    """The product of a matrix with every line of x along an axis."""
    if axis == x.ndim - 1:
        return x @ matrix.T
    lead, tail = x.shape[:axis], x.shape[axis + 1 :]
    y = matrix @ x.reshape(*lead, x.shape[axis], math.prod(tail))
    return y.reshape(*lead, matrix.shape[0], *tail)


def weights(mode, size, out, *, scale=None, align_corners=False, antialias=False):
    """The matrix (out, size) of a mode, float64 on the host: row i holds the shares of pixel i.

    scale: input pixels per result pixel, size/out if None.  mode: "nearest", "nearest-exact",
    "linear", "cubic" or "area".
    """
    scale = size / out if scale is None else scale
    places = np.arange(out)
    matrix = np.zeros((out, size))
    if mode.startswith("nearest"):
        shift = 0.5 if mode == "nearest-exact" else 0.0
        # in float32 as PyTorch does: it decides which pixel is nearest where a product is whole
        source = (places.astype(np.float32) + np.float32(shift)) * np.float32(scale)
        matrix[places, np.minimum(source.astype(np.int64), size - 1)] = 1.0
        return matrix
    if mode == "area":
        for i in places:
            start, stop = i * size // out, -(-(i + 1) * size // out)
            matrix[i, start:stop] = 1.0 / (stop - start)
        return matrix
    if antialias:
        return smoothed(mode, size, out, scale, align_corners)
    if align_corners:
        source = places * ((size - 1) / (out - 1) if out > 1 else 0.0)
    else:
        source = (places + 0.5) * scale - 0.5
    if mode == "linear":
        source = np.clip(source, 0, None)
    first = np.floor(source).astype(np.int64)
    reach, kernel = (1, triangle) if mode == "linear" else (2, lambda d: cubic(d, -0.75))
    for tap in range(1 - reach, 1 + reach):
        share = kernel(np.abs(source - (first + tap)))
        np.add.at(matrix, (places, np.clip(first + tap, 0, size - 1)), share)
    return matrix


def smoothed(mode, size, out, scale, align_corners):
    """The matrix of an antialiased mode: the kernel grows with the step between result pixels."""
    if align_corners:
        scale = (size - 1) / (out - 1) if out > 1 else 0.0
    reach, kernel = (1.0, triangle) if mode == "linear" else (2.0, lambda d: cubic(d, -0.5))
    wide = max(scale, 1.0)
    matrix = np.zeros((out, size))
    for i in range(out):
        center = scale * (i + 0.5)
        start = max(int(center - reach * wide + 0.5), 0)
        stop = min(int(center + reach * wide + 0.5), size)
        share = kernel(np.abs((np.arange(start, stop) - center + 0.5) / wide))
        matrix[i, start:stop] = share / share.sum()
    return matrix


def triangle(distance):
    """The share of a pixel in linear interpolation."""
    return np.maximum(1.0 - distance, 0.0)


def cubic(d, a):
    """The share of a pixel at distance d in cubic interpolation.

    Source: Keys, Cubic convolution interpolation for digital image processing (1981), equation 4.
    """
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
    return np.where(d <= 1, near, np.where(d < 2, far, 0.0))
