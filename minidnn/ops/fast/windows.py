"""Images in memory as (H,W,N,C), blocks of results, and the windows of padded pixels under them.

The ops still speak of (N,C,H,W); only the order in memory changes: what a kernel's tap meets is one
long contiguous piece then. NumPy's elementwise functions keep that order from layer to layer.
"""

from typing import NamedTuple

import numpy as np

from ... import threads
from .blocks import take

CACHE = 1 << 18  # numbers in a piece of work: 1 MB of float32
LARGE = 1 << 16  # numbers from which a copy is cut into pieces


def inward(x):
    """(N,C,H,W) -> (H,W,N,C), a view; a copy where a pixel's channels are not side by side."""
    pixels = x.transpose(2, 3, 0, 1)
    if pixels.strides[3] == x.itemsize or pixels.shape[3] == 1:
        return pixels
    if x.size < LARGE or not x.flags.c_contiguous:
        return np.ascontiguousarray(pixels)
    y = np.empty(pixels.shape, x.dtype)
    N, C, H, W = x.shape
    images, turned = x.reshape(N * C, H * W), y.reshape(H * W, N * C)
    # few rows at a time: where they lie a power of two apart, the cache holds no more of them
    rows = 64 if H * W % 256 else 16

    def piece(i):
        for start in range(8 * i * rows, min(8 * (i + 1) * rows, N * C), rows):
            part = slice(start, start + rows)
            turned[:, part] = images[part].T

    threads.run(piece, -(-N * C // (8 * rows)))
    return y


def outward(x):
    """(H,W,N,C) -> (N,C,H,W), a view."""
    return x.transpose(2, 3, 0, 1)


class Windows(NamedTuple):
    """How a kernel moves over images; pairs for rows and columns."""

    kernel: tuple
    stride: tuple
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple
    out: tuple  # rows and columns of results

    def taps(self, rows):
        """What each kernel element meets in the pixels under so many rows: (down, across)."""
        down, across = (
            [slice(i, i + (n - 1) * s + 1, s) for i in range(0, k * d, d)]
            for n, k, s, d in zip((rows, self.out[1]), self.kernel, self.stride, self.dilation)
        )
        return [(i, j) for i in down for j in across]

    def reach(self, rows):
        """(height, width) of the pixels under so many rows of results."""
        (KH, KW), (down, across), (below, beside) = self.kernel, self.stride, self.dilation
        height = (rows - 1) * down + below * (KH - 1) + 1
        return height, (self.out[1] - 1) * across + beside * (KW - 1) + 1

    def under(self, x, block, *shapes, value=0):
        """The pixels under a block of results, padded with `value`, and scratch memory."""
        rows, _, images = block
        x = x[:, :, images]
        height, width = self.reach(rows.stop - rows.start)
        row, column = rows.start * self.stride[0] - self.padding[0][0], -self.padding[1][0]
        window, *scratch = take(x.dtype, (height, width, *x.shape[2:]), *shapes)
        if row >= 0 <= column and row + height <= len(x) and column + width <= x.shape[1]:
            return x[row : row + height, column : column + width], *scratch
        fill(window, x, row, column, value)
        return window, *scratch


def fill(window, x, row, column, value=0):
    """Copy the pixels of x (H,W,...) from (row, column) on; `value` where there are none."""
    H, W = x.shape[:2]
    height, width = window.shape[:2]
    r0, r1 = min(max(0, -row), height), max(min(height, H - row), 0)
    c0, c1 = min(max(0, -column), width), max(min(width, W - column), 0)
    window[:r0] = value
    window[r1:] = value
    window[r0:r1, :c0] = value
    window[r0:r1, c1:] = value
    np.copyto(window[r0:r1, c0:c1], x[row + r0 : row + r1, column + c0 : column + c1])


def blocks(out, N, size, parts=1, whole=False):
    """Blocks of about so many results: slices (rows, all columns, images).

    parts: at least so many, where there are rows for it.  whole: no row is cut between images.
    """
    n = N if whole else min(N, max(1, size // out[1]))
    h = min(max(1, size // (out[1] * n)), -(-out[0] // parts))
    return [
        (slice(r, min(r + h, out[0])), slice(0, out[1]), slice(i, min(i + n, N)))
        for r in range(0, out[0], h)
        for i in range(0, N, n)
    ]


def extent(block):
    """How many (rows, columns, images)."""
    return tuple(part.stop - part.start for part in block)
