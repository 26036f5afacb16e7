"""Input and memory as one long vector, both matrices as one."""

import numpy as np


def rnn(x, h0, wx, wh, b):
    w, h, hs = np.concatenate([wx, wh]), h0, []
    for step in x.swapaxes(0, 1):
        h = np.tanh(np.concatenate([step, h], axis=1) @ w + b)
        hs.append(h)
    return np.array(hs).swapaxes(0, 1)


def rnn_backward(x, h0, wx, wh, hs, dl_dhs):
    size, w = x.shape[2], np.concatenate([wx, wh])
    dw, db, dx, back = np.zeros_like(w), 0, np.zeros_like(x), np.zeros_like(h0)
    for t in range(x.shape[1])[::-1]:
        whole = np.concatenate([x[:, t], hs[:, t - 1] if t > 0 else h0], axis=1)
        delta = (back + dl_dhs[:, t]) * (1 - np.square(hs[:, t]))
        dw = dw + whole.T @ delta
        db = db + delta.sum(axis=0)
        both = delta @ w.T
        dx[:, t], back = both[:, :size], both[:, size:]
    return dx, back, dw[:size], dw[size:], db
