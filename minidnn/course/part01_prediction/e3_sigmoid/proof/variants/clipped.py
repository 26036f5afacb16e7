"""sigmoid that limits z first."""

import numpy as np


def sigmoid(z):
    limited = np.clip(z, -88.0, 88.0)
    return np.reciprocal(1.0 + np.exp(-limited))
