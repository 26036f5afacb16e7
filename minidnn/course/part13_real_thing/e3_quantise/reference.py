"""The right answer to exercise 13.3, quantise."""

import numpy as np


def quantise(w):
    largest = np.max(np.abs(w), axis=1, keepdims=True)
    scale = np.where(largest > 0, largest / 127, 1.0)
    codes = np.round(w / scale)
    return codes.astype(np.int8), scale


def dequantise(codes, scale):
    return codes * scale


def quantised_product(x, codes, scale):
    x_codes, x_scale = quantise(x)
    sums = x_codes.astype(np.int32) @ codes.astype(np.int32).T
    return sums * x_scale * scale.T
