"""Row by row."""

import numpy as np


def quantise(w):
    codes, scale = np.zeros(w.shape, dtype=np.int8), np.ones((len(w), 1))
    for i, row in enumerate(w):
        if np.any(row):
            scale[i] = max(row.max(), -row.min()) / 127
            codes[i] = np.rint(row / scale[i])
    return codes, scale


def dequantise(codes, scale):
    return np.array([row * s for row, s in zip(codes.astype(float), scale)])


def quantised_product(x, codes, scale):
    own, own_scale = quantise(x)
    y = np.zeros((len(x), len(codes)))
    for n in range(len(x)):
        for k in range(len(codes)):
            total = sum(int(a) * int(b) for a, b in zip(own[n], codes[k]))
            y[n, k] = total * own_scale[n, 0] * scale[k, 0]
    return y
