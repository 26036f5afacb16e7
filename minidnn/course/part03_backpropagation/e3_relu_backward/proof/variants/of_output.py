"""relu_backward with the gate taken from relu's output."""

import numpy as np


def relu_backward(z, dl_da):
    return np.heaviside(relu(z), 0.0) * dl_da
