"""The right answer to exercise 12.2, attention_backward."""

import numpy as np


def attention_backward(q, k, v, weights, dl_dy):
    dl_dv = np.swapaxes(weights, 1, 2) @ dl_dy
    dl_dweights = dl_dy @ np.swapaxes(v, 1, 2)
    total = np.sum(dl_dweights * weights, axis=2, keepdims=True)
    dl_dscores = weights * (dl_dweights - total)
    scale = 1 / np.sqrt(q.shape[2])
    dl_dq = scale * (dl_dscores @ k)
    dl_dk = scale * (np.swapaxes(dl_dscores, 1, 2) @ q)
    return dl_dq, dl_dk, dl_dv
