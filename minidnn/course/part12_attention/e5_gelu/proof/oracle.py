"""GELU against PyTorch's, in the form with tanh."""

from minidnn.grading.proof import close

from ..reference import gelu, gelu_backward


def make(torch, rng):
    """Values and gradients of torch.nn.functional.gelu(approximate="tanh")."""
    x, dl_dy = 2 * rng.normal(size=(2, 5, 7))
    given = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.gelu(given, approximate="tanh")
    y.backward(torch.tensor(dl_dy))
    return {"x": x, "dl_dy": dl_dy, "y": y.detach().numpy(), "dx": given.grad.numpy()}


def check(goldens):
    close(gelu(goldens["x"]), goldens["y"], 1e-10)
    close(gelu_backward(goldens["x"], goldens["dl_dy"]), goldens["dx"], 1e-9)
