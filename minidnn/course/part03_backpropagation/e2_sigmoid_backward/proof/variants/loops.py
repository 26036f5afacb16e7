"""sigmoid_backward, number by number."""

import numpy as np


def sigmoid_backward(z, dl_da):
    out = np.zeros_like(dl_da)
    s = sigmoid(z)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            out[i, j] = dl_da[i, j] * (s[i, j] - s[i, j] ** 2)
    return out
