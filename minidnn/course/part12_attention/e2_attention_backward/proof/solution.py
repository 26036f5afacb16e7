"""A solution of exercise 12.2, one block for each blank of the page, in its order."""

import numpy as np


def attention_backward(q, k, v, weights, dl_dy):
    """The gradients for q, k and v."""
    #### BEGIN IMPLEMENTATION ####
    dl_dv = np.swapaxes(weights, 1, 2) @ dl_dy
    dl_dweights = dl_dy @ np.swapaxes(v, 1, 2)
    total = np.sum(dl_dweights * weights, axis=2, keepdims=True)
    dl_dscores = weights * (dl_dweights - total) / np.sqrt(q.shape[2])
    dl_dq = dl_dscores @ k
    dl_dk = np.swapaxes(dl_dscores, 1, 2) @ q
    #### END IMPLEMENTATION ####
    return dl_dq, dl_dk, dl_dv
