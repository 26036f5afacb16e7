"""The same network in PyTorch: scores and gradients of a batch."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import CrossEntropy, apply, backward, digits_cnn, first_cnn


def made():
    rng = np.random.default_rng(5)
    params, running = first_cnn(rng, 3)
    for p in params.values():
        p.data = p.data + 0.1 * rng.normal(size=p.data.shape)
    return params, running, rng.normal(size=(5, 1, 8, 8)), rng.integers(0, 10, 5)


def make(torch, rng):
    params, _, x, y = made()
    t = {n: torch.tensor(p.data, requires_grad=True) for n, p in params.items()}
    f = torch.nn.functional

    def layer(a, name):
        a = f.conv2d(a, t[f"{name}.weight"], t[f"{name}.bias"], padding=1)
        weight, bias = t[f"{name}.gamma"], t[f"{name}.beta"]
        return f.batch_norm(a, None, None, weight, bias, training=True)

    a = f.max_pool2d(torch.relu(layer(torch.tensor(x), "conv1")), 2)
    a = torch.relu(layer(torch.relu(layer(a, "conv2")), "conv3") + a)
    scores = f.max_pool2d(a, 2).flatten(1) @ t["dense.weight"] + t["dense.bias"]
    loss = f.cross_entropy(scores, torch.tensor(y))
    loss.backward()
    found = {f"grad_{n}": p.grad.numpy() for n, p in t.items()}
    return found | {"scores": scores.detach().numpy(), "loss": loss.detach().numpy()}


def check(goldens):
    params, running, x, y = made()
    scores = digits_cnn(params, running, x, True)
    close(scores.data, goldens["scores"], 1e-9)
    loss = apply(CrossEntropy(y), scores)
    close(loss.data, goldens["loss"], 1e-10)
    backward(loss)
    for name, p in params.items():
        close(p.grad, goldens[f"grad_{name}"], 1e-6, 1e-9)
