"""The gradients of several workers against those that PyTorch finds for the whole batch."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import parallel_gradients


def make(torch, rng):
    """Loss and gradients of the mean squared error of a linear layer, by PyTorch."""
    x, y, w = rng.normal(size=(11, 5)), rng.normal(size=(11, 3)), rng.normal(size=(5, 3))
    given = torch.tensor(w, requires_grad=True)
    loss = torch.nn.functional.mse_loss(torch.tensor(x) @ given, torch.tensor(y))
    loss.backward()
    return {"x": x, "y": y, "w": w, "loss": np.array(loss.item()), "dw": given.grad.numpy()}


def check(goldens):
    def gradients(params, x, y):
        error = x @ params["w"] - y
        return np.mean(error**2), {"w": 2 * x.T @ error / error.size}

    for workers in (1, 2, 4, 11, 13):
        params = {"w": goldens["w"]}
        loss, grads = parallel_gradients(params, goldens["x"], goldens["y"], workers, gradients)
        close(loss, float(goldens["loss"]), 1e-10)
        close(grads["w"], goldens["dw"], 1e-10)
