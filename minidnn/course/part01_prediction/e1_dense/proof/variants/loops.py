"""dense with plain loops."""

import numpy as np


def dense(a_prev, w, b):
    z = np.zeros((a_prev.shape[0], w.shape[1]))
    for n in range(a_prev.shape[0]):
        for o in range(w.shape[1]):
            total = b[0, o]
            for i in range(a_prev.shape[1]):
                total = total + a_prev[n, i] * w[i, o]
            z[n, o] = total
    return z
