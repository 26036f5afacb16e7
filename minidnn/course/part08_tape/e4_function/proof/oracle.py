"""PyTorch's relu, sigmoid and binary cross entropy, with a random upstream gradient."""

from minidnn.grading.proof import close

from ...e3_backward.reference import backward
from ..reference import BinaryCrossEntropy, Relu, Sigmoid, Tensor, apply


def make(torch, rng):
    z, upstream = rng.normal(size=(7, 5)), rng.normal(size=(7, 5))
    truth = rng.integers(0, 2, size=(7, 5)).astype(float)
    found = {"z": z, "upstream": upstream, "truth": truth}
    for name in ("relu", "sigmoid"):
        t = torch.tensor(z, requires_grad=True)
        a = getattr(torch, name)(t)
        a.backward(torch.tensor(upstream))
        found |= {name: a.detach().numpy(), f"{name}_grad": t.grad.numpy()}
    t = torch.tensor(z[:, :1].copy(), requires_grad=True)
    loss = torch.nn.functional.binary_cross_entropy(torch.sigmoid(t), torch.tensor(truth[:, :1]))
    loss.backward()
    return found | {"loss": loss.detach().numpy(), "loss_grad": t.grad.numpy()}


def check(goldens):
    g = goldens
    for name, function in (("relu", Relu), ("sigmoid", Sigmoid)):
        a = apply(function, Tensor(g["z"]))
        close(a.data, g[name], 1e-12)
        close(a.sources[0][1](g["upstream"]), g[f"{name}_grad"], 1e-12)
    z = Tensor(g["z"][:, :1])
    p = apply(Sigmoid, z)
    loss = apply(BinaryCrossEntropy, p, Tensor(g["truth"][:, :1]))
    backward(loss)
    close(loss.data, g["loss"], 1e-12)
    close(z.grad, g["loss_grad"], 1e-10)
