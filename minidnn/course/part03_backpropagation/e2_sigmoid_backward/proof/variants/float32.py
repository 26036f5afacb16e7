"""sigmoid_backward in single precision."""

import numpy as np


def sigmoid_backward(z, dl_da):
    s = sigmoid(z.astype(np.float32))
    return (dl_da * (s * (1 - s))).astype(np.float32)
