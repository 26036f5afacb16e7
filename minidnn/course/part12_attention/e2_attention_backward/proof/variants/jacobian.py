"""The softmax's whole matrix of slopes for every row."""

import numpy as np


def attention_backward(q, k, v, weights, dl_dy):
    dl_dq, dl_dk, dl_dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    for n in range(len(q)):
        dl_dv[n] = weights[n].T @ dl_dy[n]
        for i, row in enumerate(weights[n]):
            slopes = np.diag(row) - np.outer(row, row)
            dl_ds = slopes @ (v[n] @ dl_dy[n, i]) / np.sqrt(q.shape[2])
            dl_dq[n, i] = dl_ds @ k[n]
            dl_dk[n] += np.outer(dl_ds, q[n, i])
    return dl_dq, dl_dk, dl_dv
