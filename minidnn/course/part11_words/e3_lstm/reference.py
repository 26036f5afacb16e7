"""The right answer to exercise 11.3, lstm_cell."""

import numpy as np

from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid


def lstm_cell(x, h, c, w, b):
    z = np.concatenate([x, h], axis=1) @ w + b
    zi, zf, zg, zo = np.split(z, 4, axis=1)
    i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    return h_new, c_new, np.concatenate([i, f, g, o], axis=1)


def lstm_cell_backward(x, h, c, w, gates, c_new, dl_dh, dl_dc):
    i, f, g, o = np.split(gates, 4, axis=1)
    shown = np.tanh(c_new)
    dl_dcell = dl_dc + dl_dh * o * (1 - shown**2)
    into_i = dl_dcell * g * i * (1 - i)
    into_f = dl_dcell * c * f * (1 - f)
    into_g = dl_dcell * i * (1 - g**2)
    into_o = dl_dh * shown * o * (1 - o)
    dl_dz = np.concatenate([into_i, into_f, into_g, into_o], axis=1)
    dl_dw = np.concatenate([x, h], axis=1).T @ dl_dz
    dl_dboth = dl_dz @ w.T
    dl_db = np.sum(dl_dz, axis=0)
    return dl_dboth[:, : x.shape[1]], dl_dboth[:, x.shape[1] :], dl_dcell * f, dl_dw, dl_db
