"""The right answer to exercise 11.2, rnn."""

import numpy as np


def rnn(x, h0, wx, wh, b):
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ wx + h @ wh + b)
        hs[:, t] = h
    return hs


def rnn_backward(x, h0, wx, wh, hs, dl_dhs):
    dl_dx = np.zeros(x.shape)
    dl_dwx, dl_dwh, dl_db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(wh.shape[0])
    back = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        before = hs[:, t - 1] if t > 0 else h0
        arrived = dl_dhs[:, t] + back
        delta = arrived * (1 - hs[:, t] ** 2)
        dl_dx[:, t] = delta @ wx.T
        dl_dwx += x[:, t].T @ delta
        dl_dwh += before.T @ delta
        dl_db += np.sum(delta, axis=0)
        back = delta @ wh.T
    return dl_dx, back, dl_dwx, dl_dwh, dl_db
