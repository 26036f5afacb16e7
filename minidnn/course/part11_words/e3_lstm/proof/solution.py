"""A solution of exercise 11.3, one block for each blank of the page, in its order."""

import numpy as np

from minidnn import sigmoid


def lstm_cell(x, h, c, w, b):
    """The new h, the new c, and the gates i, f, g, o side by side."""
    #### BEGIN IMPLEMENTATION ####
    z = np.concatenate([x, h], axis=1) @ w + b
    i, f, g, o = np.split(z, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    #### END IMPLEMENTATION ####
    return h_new, c_new, np.concatenate([i, f, g, o], axis=1)


def lstm_cell_backward(x, h, c, w, gates, c_new, dl_dh, dl_dc):
    """The gradients for x, h, c, w and b; dl_dh and dl_dc are those for the new h and c."""
    i, f, g, o = np.split(gates, 4, axis=1)
    #### BEGIN IMPLEMENTATION ####
    tanh = np.tanh(c_new)
    dl_dc_new = dl_dc + dl_dh * o * (1 - tanh**2)
    di, df = dl_dc_new * g * i * (1 - i), dl_dc_new * c * f * (1 - f)
    dg, do = dl_dc_new * i * (1 - g**2), dl_dh * tanh * o * (1 - o)
    dl_dz = np.concatenate([di, df, dg, do], axis=1)
    dl_dw = np.concatenate([x, h], axis=1).T @ dl_dz
    dl_db = dl_dz.sum(axis=0)
    dl_dx, dl_dh_old = np.split(dl_dz @ w.T, [x.shape[1]], axis=1)
    dl_dc_old = dl_dc_new * f
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dh_old, dl_dc_old, dl_dw, dl_db
