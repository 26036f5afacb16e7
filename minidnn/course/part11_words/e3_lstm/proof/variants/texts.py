"""Text by text."""

import numpy as np

from minidnn import sigmoid


def lstm_cell(x, h, c, w, b):
    hs, cs, gs = [], [], []
    for xn, hn, cn in zip(x, h, c):
        i, f, g, o = np.split(np.append(xn, hn) @ w + b, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        cs.append(f * cn + i * g)
        hs.append(o * np.tanh(cs[-1]))
        gs.append(np.concatenate([i, f, g, o]))
    return np.array(hs), np.array(cs), np.array(gs)


def lstm_cell_backward(x, h, c, w, gates, c_new, dl_dh, dl_dc):
    dx, dh, dcell = np.zeros(x.shape), np.zeros(h.shape), np.zeros(c.shape)
    dw, db = np.zeros(w.shape), np.zeros(w.shape[1])
    for n in range(len(x)):
        i, f, g, o = np.split(gates[n], 4)
        t = np.tanh(c_new[n])
        up = dl_dc[n] + dl_dh[n] * o * (1 - t**2)
        parts = [up * g * i * (1 - i), up * c[n] * f * (1 - f), up * i * (1 - g**2)]
        dz = np.concatenate([*parts, dl_dh[n] * t * o * (1 - o)])
        dw += np.outer(np.append(x[n], h[n]), dz)
        db += dz
        back = w @ dz
        dx[n], dh[n], dcell[n] = back[: x.shape[1]], back[x.shape[1] :], up * f
    return dx, dh, dcell, dw, db
