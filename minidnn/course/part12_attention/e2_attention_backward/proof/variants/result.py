"""The row sums from the results: the sum of u·w is the sum of dl_dy·y."""

import numpy as np


def attention_backward(q, k, v, weights, dl_dy):
    y = weights @ v
    total = (dl_dy * y).sum(axis=2, keepdims=True)
    dl_dscores = weights * (dl_dy @ v.transpose(0, 2, 1) - total)
    dl_dscores = dl_dscores * q.shape[2] ** -0.5
    return (
        dl_dscores @ k,
        dl_dscores.transpose(0, 2, 1) @ q,
        weights.transpose(0, 2, 1) @ dl_dy,
    )
