"""The same weights for a network of either library: numbers from NumPy, drawn in a fixed order."""

import numpy as np
import torch


def fill(module, seed=0):
    """Replace all parameters of a network; returns it. Weights of norms lie around 1."""
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            shape = tuple(parameter.shape)
            values = rng.uniform(-1, 1, shape)
            if len(shape) > 1:
                values = values / np.sqrt(np.prod(shape[1:]))
            elif name.endswith("weight"):
                values = 1 + 0.1 * values
            else:
                values = 0.1 * values
            parameter.copy_(torch.tensor(values).to(parameter.dtype))
    return module
