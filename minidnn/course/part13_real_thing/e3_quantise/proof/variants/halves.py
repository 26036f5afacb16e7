"""Rounding after clipping, and float sums of whole numbers, which are exact."""

import numpy as np


def quantise(w):
    scale = np.max(np.abs(w), axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    codes = np.clip(np.rint(w / scale), -127, 127)
    return codes.astype(np.int8), scale


def dequantise(codes, scale):
    return codes.astype(np.float64) * scale


def quantised_product(x, codes, scale):
    own, own_scale = quantise(x)
    return dequantise(own.astype(float) @ codes.astype(float).T, own_scale) * scale.T
