"""relu_backward that closes the gates in a copy."""

import numpy as np


def relu_backward(z, dl_da):
    result = np.array(dl_da)
    result[z <= 0] = 0
    return result
