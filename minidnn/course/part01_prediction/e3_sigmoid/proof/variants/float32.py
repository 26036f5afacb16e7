"""sigmoid in single precision."""

import numpy as np


def sigmoid(z):
    z = z.astype(np.float32)
    e = np.exp(-abs(z))
    return np.where(z < 0, e / (1 + e), 1 / (1 + e))
