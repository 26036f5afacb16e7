"""A solution of exercise 3.4, one block for each blank of the page, in its order."""

import numpy as np


def dense_backward(a_prev, w, dl_dz):
    #### BEGIN IMPLEMENTATION ####
    dl_dw = a_prev.T @ dl_dz
    dl_db = np.sum(dl_dz, axis=0, keepdims=True)
    dl_da_prev = dl_dz @ w.T
    #### END IMPLEMENTATION ####
    return dl_dw, dl_db, dl_da_prev
