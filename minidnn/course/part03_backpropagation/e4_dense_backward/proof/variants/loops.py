"""dense_backward, sample by sample."""

import numpy as np


def dense_backward(a_prev, w, dl_dz):
    dl_dw, dl_db = np.zeros(w.shape), np.zeros((1, w.shape[1]))
    dl_da_prev = np.zeros(a_prev.shape)
    for n in range(len(a_prev)):
        for i in range(w.shape[0]):
            for o in range(w.shape[1]):
                dl_dw[i, o] += a_prev[n, i] * dl_dz[n, o]
                dl_da_prev[n, i] += dl_dz[n, o] * w[i, o]
        dl_db[0] += dl_dz[n]
    return dl_dw, dl_db, dl_da_prev
