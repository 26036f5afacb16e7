"""Images in memory as (H,W,N,C): what a kernel tap meets is then one long contiguous piece.

The ops still speak of (N,C,H,W); only the order in memory changes. NumPy's elementwise functions
keep that order, so neighbouring layers need no copies.
"""

import numpy as np


def inward(x):
    """(N,C,H,W) -> (H,W,N,C), a view; a copy where a pixel's channels are not side by side."""
    x = x.transpose(2, 3, 0, 1)
    return x if x.strides[3] == x.itemsize or x.shape[3] == 1 else np.ascontiguousarray(x)


def outward(x):
    """(H,W,N,C) -> (N,C,H,W), a view."""
    return x.transpose(2, 3, 0, 1)


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
