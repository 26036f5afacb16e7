"""A solution of exercise 11.2, one block for each blank of the page, in its order."""

import numpy as np


def rnn(x, h0, wx, wh, b):
    """The memory after every step."""
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    #### BEGIN IMPLEMENTATION ####
    h = h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ wx + h @ wh + b)
        hs[:, t] = h
    #### END IMPLEMENTATION ####
    return hs


def rnn_backward(x, h0, wx, wh, hs, dl_dhs):
    """The gradients for x, h0, wx, wh and b."""
    dl_dx = np.zeros(x.shape)
    dl_dwx, dl_dwh, dl_db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(wh.shape[0])
    back = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        #### BEGIN IMPLEMENTATION ####
        before = hs[:, t - 1] if t else h0
        delta = (dl_dhs[:, t] + back) * (1 - hs[:, t] ** 2)
        # what each step adds, and what goes back to the step before
        dl_dwx += x[:, t].T @ delta
        dl_dwh += before.T @ delta
        dl_db += delta.sum(axis=0)
        dl_dx[:, t] = delta @ wx.T
        back = delta @ wh.T
        #### END IMPLEMENTATION ####
    return dl_dx, back, dl_dwx, dl_dwh, dl_db
