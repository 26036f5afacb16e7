"""The right answer to exercise 3.4, dense_backward."""

import numpy as np


def dense_backward(a_prev, w, dl_dz):
    dl_dw = a_prev.T @ dl_dz
    dl_db = np.sum(dl_dz, axis=0, keepdims=True)
    dl_da_prev = dl_dz @ w.T
    return dl_dw, dl_db, dl_da_prev
