"""dense_backward in single precision."""

import numpy as np


def dense_backward(a_prev, w, dl_dz):
    a, v, d = (m.astype(np.float32) for m in (a_prev, w, dl_dz))
    return a.T @ d, d.sum(axis=0).reshape(1, -1), d @ v.T
