"""Text by text."""

import numpy as np


def rnn(x, h0, wx, wh, b):
    out = np.zeros((*x.shape[:2], len(b)))
    for n, (text, h) in enumerate(zip(x, h0)):
        for t, step in enumerate(text):
            h = np.tanh(step @ wx + h @ wh + b)
            out[n, t] = h
    return out


def rnn_backward(x, h0, wx, wh, hs, dl_dhs):
    dx, dh0 = np.zeros_like(x), np.zeros_like(h0)
    dwx, dwh, db = np.zeros_like(wx), np.zeros_like(wh), np.zeros(len(wh))
    for n in range(len(x)):
        back = np.zeros(len(wh))
        for t in range(x.shape[1] - 1, -1, -1):
            delta = (dl_dhs[n, t] + back) * (1 - hs[n, t] * hs[n, t])
            dwx += np.outer(x[n, t], delta)
            dwh += np.outer(hs[n, t - 1] if t else h0[n], delta)
            db += delta
            dx[n, t], back = wx @ delta, wh @ delta
        dh0[n] = back
    return dx, dh0, dwx, dwh, db
