"""NumPy's own sliding windows, and einsum."""

import numpy as np


def windows(x, size, stride, padding):
    around = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    every = np.lib.stride_tricks.sliding_window_view(np.pad(x, around), (size, size), axis=(2, 3))
    return every[:, :, ::stride, ::stride].copy()


def conv2d(x, weight, bias, stride=1, padding=0):
    patches = windows(x, weight.shape[2], stride, padding)
    return np.einsum("nchwij,ocij->nohw", patches, weight) + bias[:, None, None]
