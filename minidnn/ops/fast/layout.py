"""Images in memory as (H,W,N,C): what a kernel tap meets is then one long contiguous piece.

The ops still speak of (N,C,H,W); only the order in memory changes. NumPy's elementwise functions
keep that order, so neighbouring layers need no copies.
"""

import numpy as np

from ... import threads

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
