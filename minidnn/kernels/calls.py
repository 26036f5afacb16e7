"""What all ops by kernels share: which arrays kernels take, and memory for results."""

import numpy as np

FLOATS = np.dtype(np.float32), np.dtype(np.float64)


def served(x, *others):
    """Whether kernels take these arrays (None aside): one floating dtype, and numbers in them."""
    alike = all(a is None or a.dtype == x.dtype for a in others)
    return alike and x.dtype in FLOATS and x.size > 0


def packed(x):
    """The array in one piece, row after row."""
    return x if x is None or x.flags.c_contiguous else x.copy()


def empty(x, *shape):
    """Memory where x is, in its dtype."""
    return np.empty_like(x, shape=shape or 1).reshape(shape)  # CuPy takes shape=() for none
