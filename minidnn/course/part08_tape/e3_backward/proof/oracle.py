"""PyTorch's autograd on the graphs of the cases."""

from minidnn.grading.proof import close

from ..exercise import graph
from ..reference import backward

SIZES = {"chain": (3, 5, 2), "twice": (2, 3, 5), "diamond": (3, 3, 3), "long and short": (2, 5, 3)}


def make(torch, rng):
    found = {}
    for which, (n, i, o) in SIZES.items():
        x, w = rng.normal(size=(n, i)), rng.normal(size=(i, o))
        a, b = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
        if which == "chain":
            ((a @ b) ** 2).sum().backward()
        elif which == "twice":
            (a * a + a).sum().backward()
        elif which == "diamond":
            c = a @ b
            (c * c * (c + c * c) + c).sum().backward()
        else:
            (6 * a * 2 * a).sum().backward()
        found |= {f"{which}_x": x, f"{which}_w": w, f"{which}_grad": a.grad.numpy()}
    return found


def check(goldens):
    for which in SIZES:
        made = graph(which, goldens[f"{which}_x"], goldens[f"{which}_w"])
        backward(made[-1])
        close(made[0].grad, goldens[f"{which}_grad"], 1e-10)
