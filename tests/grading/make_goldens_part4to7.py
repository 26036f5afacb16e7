"""Makes goldens/part4_7.npz with PyTorch: `python tests/grading/make_goldens_part4to7.py`.

Training steps, optimizers, schedules, clipping, log-softmax and the digits network, computed by
PyTorch in float64 from a fixed seed. Only who changes the goldens needs PyTorch.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

GOLDENS = Path(__file__).resolve().parent / "goldens" / "part4_7.npz"
NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")


def leaf(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def training(rng, found):
    """Four steps of plain gradient descent on the network of part 4."""
    sizes = (5, 7, 3, 1)
    x, y_true = rng.normal(size=(11, 5)), rng.integers(0, 2, (11, 1)).astype(float)
    start = []
    for i, o in zip(sizes, sizes[1:]):
        start += [rng.normal(size=(i, o)) / 2, rng.normal(size=(1, o)) / 2]
    p = [leaf(a) for a in start]
    optimizer, losses = torch.optim.SGD(p, lr=0.2), []
    for _ in range(4):
        optimizer.zero_grad()
        a = torch.relu(torch.tensor(x) @ p[0] + p[1])
        a = torch.relu(a @ p[2] + p[3])
        y_pred = torch.sigmoid(a @ p[4] + p[5])
        loss = F.binary_cross_entropy(y_pred, torch.tensor(y_true))
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    found |= {"train_x": x, "train_y_true": y_true, "train_losses": np.array(losses)}
    found |= {f"train_start_{n}": a for n, a in zip(NAMES, start)}
    found |= {f"train_end_{n}": t.detach().numpy() for n, t in zip(NAMES, p)}


def trajectory(start, grads, make, rates):
    """The way of one parameter under an optimizer of PyTorch, the gradients being given."""
    p = leaf(start)
    optimizer, way = make([p]), []
    for g, rate in zip(grads, rates):
        optimizer.param_groups[0]["lr"] = float(rate)
        p.grad = torch.tensor(g)
        optimizer.step()
        way.append(p.detach().numpy().copy())
    return np.array(way)


def optimizers(rng, found):
    start, grads = rng.normal(size=(5, 3)), rng.normal(size=(7, 5, 3))
    rates = np.array([0.5, 0.3, 0.3, 0.2, 0.1, 0.1, 0.05])
    found |= {"steps_start": start, "steps_grads": grads, "steps_rates": rates}
    found["steps_momentum"] = trajectory(
        start, grads, lambda p: torch.optim.SGD(p, lr=1.0, momentum=0.9), rates
    )
    for name, scale in (("plain", 1.0), ("tiny", 1e-8), ("large", 1e5)):
        found[f"steps_adam_{name}"] = trajectory(
            start, scale * grads, lambda p: torch.optim.Adam(p, lr=1.0), rates
        )
    found["steps_decay"] = trajectory(
        start, grads, lambda p: torch.optim.SGD(p, lr=1.0, weight_decay=0.3), rates
    )


def controls(rng, found):
    grads = {"w1": rng.normal(size=(5, 3)), "b1": rng.normal(size=(1, 3))}
    for name, limit in (("long", 0.7), ("short", 100.0)):
        p = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads.values()]
        for t, g in zip(p, grads.values()):
            t.grad = torch.tensor(g)
        torch.nn.utils.clip_grad_norm_(p, limit)
        found |= {f"clip_{name}_{n}": t.grad.numpy() for n, t in zip(grads, p)}
    found |= {f"clip_{n}": g for n, g in grads.items()}

    def rates(make, steps):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.8)
        schedule, seen = make(optimizer), []
        for _ in range(steps):
            seen.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return np.array(seen)

    found["rates_step"] = rates(
        lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=4, gamma=0.3), 15
    )
    found["rates_cosine"] = rates(
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=12), 13
    )


def classes(rng, found):
    for name, shape, scale in (("plain", (7, 5), 1.0), ("large", (3, 11), 800.0)):
        z, dl_dy = scale * rng.normal(size=shape), rng.normal(size=shape)
        tz = leaf(z)
        log_p = F.log_softmax(tz, dim=1)
        log_p.backward(torch.tensor(dl_dy))
        found |= {f"lsm_{name}_z": z, f"lsm_{name}_dl_dy": dl_dy}
        found |= {f"lsm_{name}_log_p": log_p.detach().numpy(), f"lsm_{name}_dl_dz": tz.grad.numpy()}
    y_true, log_p = rng.integers(0, 5, 7), np.log(rng.dirichlet(np.ones(5), 7))
    t = leaf(log_p)
    loss = F.nll_loss(t, torch.tensor(y_true))
    loss.backward()
    found |= {"nll_y_true": y_true, "nll_log_p": log_p}
    found |= {"nll_loss": loss.detach().numpy(), "nll_dl_dlog_p": t.grad.numpy()}


def digits(rng, found):
    x, y_true = rng.normal(size=(9, 64)), rng.integers(0, 10, 9)
    shapes = {"w1": (64, 13), "b1": (1, 13), "w2": (13, 10), "b2": (1, 10)}
    params = {n: rng.normal(size=s) / 4 for n, s in shapes.items()}
    p = {n: leaf(a) for n, a in params.items()}
    z2 = torch.relu(torch.tensor(x) @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]
    loss = F.cross_entropy(z2, torch.tensor(y_true))
    loss.backward()
    found |= {"digits_x": x, "digits_y_true": y_true, "digits_loss": loss.detach().numpy()}
    found["digits_labels"] = z2.argmax(dim=1).numpy()
    found |= {f"digits_{n}": a for n, a in params.items()}
    found |= {f"digits_dl_d{n}": t.grad.numpy() for n, t in p.items()}


def main():
    rng, found = np.random.default_rng(20261124), {}
    for make in (training, optimizers, controls, classes, digits):
        make(rng, found)
    GOLDENS.parent.mkdir(exist_ok=True)
    np.savez_compressed(GOLDENS, **found)
    print(GOLDENS.name, len(found), "arrays, PyTorch", torch.__version__)


if __name__ == "__main__":
    main()
