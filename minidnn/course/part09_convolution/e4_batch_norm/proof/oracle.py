"""PyTorch's batch normalisation (its running variance divides by one less) and its gradients."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import batch_norm, batch_norm_backward


def make(torch, rng):
    x, upstream = rng.normal(size=(7, 3, 5, 2)), rng.normal(size=(7, 3, 5, 2))
    found = {"x": x, "upstream": upstream, "gamma": rng.normal(size=3), "beta": rng.normal(size=3)}
    t, gamma, beta = (torch.tensor(found[n], requires_grad=True) for n in ("x", "gamma", "beta"))
    mean, var = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    y = torch.nn.functional.batch_norm(t, mean, var, gamma, beta, training=True)
    y.backward(torch.tensor(upstream))
    later = torch.nn.functional.batch_norm(t, mean, var, gamma, beta, training=False)
    found |= {"y": y.detach().numpy(), "mean": mean.numpy(), "var": var.numpy()}
    found |= {"dx": t.grad.numpy(), "dgamma": gamma.grad.numpy(), "dbeta": beta.grad.numpy()}
    return found | {"later": later.detach().numpy()}


def check(goldens):
    g = goldens
    running = {"mean": np.zeros(3), "var": np.ones(3)}
    close(batch_norm(g["x"], g["gamma"], g["beta"], running, True), g["y"], 1e-10)
    close(running["mean"], g["mean"], 1e-10)
    close(0.9 + (running["var"] - 0.9) * 70 / 69, g["var"], 1e-10)
    running = {"mean": g["mean"], "var": g["var"]}
    close(batch_norm(g["x"], g["gamma"], g["beta"], running, False), g["later"], 1e-10)
    got = batch_norm_backward(g["x"], g["gamma"], g["upstream"])
    for name, gradient in zip(("dx", "dgamma", "dbeta"), got):
        close(gradient, g[name], 1e-9, 1e-12)
