"""PyTorch's autograd and SGD on the same network."""

from minidnn.grading.proof import close

from ..reference import Tensor, tape_step

NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")


def make(torch, rng):
    found = {"x": rng.normal(size=(11, 5)), "y": rng.integers(0, 2, (11, 1)).astype(float)}
    params = []
    for layer, (i, o) in enumerate(((5, 7), (7, 3), (3, 1)), 1):
        for kind, shape in (("w", (i, o)), ("b", (1, o))):
            start = rng.uniform(-0.8, 0.8, shape)
            found[f"start_{kind}{layer}"] = start
            params.append(torch.tensor(start, requires_grad=True))
    w1, b1, w2, b2, w3, b3 = params
    x, y = torch.tensor(found["x"]), torch.tensor(found["y"])
    optimizer = torch.optim.SGD(params, lr=0.2)
    losses = []
    for _ in range(5):
        a = torch.relu(torch.relu(x @ w1 + b1) @ w2 + b2)
        loss = torch.nn.functional.binary_cross_entropy(torch.sigmoid(a @ w3 + b3), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    found |= {f"end_{n}": p.detach().numpy() for n, p in zip(NAMES, params)}
    return found | {"losses": losses}


def check(goldens):
    params = {n: Tensor(goldens[f"start_{n}"]) for n in NAMES}
    losses = [tape_step(params, goldens["x"], goldens["y"], 0.2) for _ in range(5)]
    close(losses, goldens["losses"], 1e-10)
    for n in NAMES:
        close(params[n].data, goldens[f"end_{n}"], 1e-10)
