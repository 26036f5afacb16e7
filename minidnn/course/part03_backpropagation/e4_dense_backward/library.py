"""The library's linear layer on the student's dense and dense_backward: its weight lies across."""

import numpy as np

OPS = {"linear": "linear"}
NEEDS = {"linear": ("dense", "dense_backward")}


def linear(mine, op):
    def on_mine(x, weight, bias=None):
        rows, w = x.reshape(-1, x.shape[-1]), weight.T
        b = np.zeros((1, len(weight)), x.dtype) if bias is None else bias.reshape(1, -1)
        y = mine.dense(rows, w, b).reshape(*x.shape[:-1], len(weight))
        last = []  # the three rules get the same dy: one call serves them all

        def gradients(dy):
            if not last or last[0] is not dy:
                last[:] = dy, mine.dense_backward(rows, w, dy.reshape(-1, len(weight)))
            return last[1]

        return (
            y,
            lambda dy: gradients(dy)[2].reshape(x.shape),
            lambda dy: gradients(dy)[0].T,
            None if bias is None else lambda dy: gradients(dy)[1].reshape(bias.shape),
        )

    return on_mine
