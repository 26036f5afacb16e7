"""The right answer to exercise 3.3, relu_backward."""

import numpy as np


def relu_backward(z, dl_da):
    return np.where(z > 0, dl_da, 0.0)
