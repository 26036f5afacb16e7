"""Layer normalisation against PyTorch's, forward and backward."""

from minidnn.grading.proof import close

from ..reference import layer_norm, layer_norm_backward


def make(torch, rng):
    """Outputs and gradients of torch.nn.functional.layer_norm."""
    x, dl_dy = rng.normal(size=(2, 3, 7, 5))
    gamma, beta = rng.normal(size=(2, 5))
    tensors = [torch.tensor(a, requires_grad=True) for a in (x, gamma, beta)]
    y = torch.nn.functional.layer_norm(tensors[0], (5,), tensors[1], tensors[2], 1e-3)
    y.backward(torch.tensor(dl_dy))
    found = {"x": x, "dl_dy": dl_dy, "gamma": gamma, "beta": beta, "y": y.detach().numpy()}
    names = ("dx", "dgamma", "dbeta")
    return found | {name: t.grad.numpy() for name, t in zip(names, tensors)}


def check(goldens):
    x, gamma, beta = (goldens[name] for name in ("x", "gamma", "beta"))
    close(layer_norm(x, gamma, beta, 1e-3), goldens["y"], 1e-9)
    got = layer_norm_backward(x, gamma, 1e-3, goldens["dl_dy"])
    for name, value in zip(("dx", "dgamma", "dbeta"), got):
        close(value, goldens[name], 1e-9)
