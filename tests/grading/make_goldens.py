"""Makes goldens/part1_3.npz with PyTorch: `python tests/grading/make_goldens.py`.

The inputs are drawn from a fixed seed, the results are PyTorch's own (float64, its automatic
gradients), so the grader's references are checked against somebody else's mathematics. Only who
changes the goldens needs PyTorch. The loss's gradient is taken with respect to the clipped
prediction: that is what the exercise asks for.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

GOLDENS = Path(__file__).resolve().parent / "goldens" / "part1_3.npz"
CLIP = 1e-7


def leaf(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def single_functions(rng, found):
    a_prev, w, b = (rng.normal(size=s) for s in ((7, 5), (5, 3), (1, 3)))
    dl_dz = rng.normal(size=(7, 3))
    ta, tw, tb = leaf(a_prev), leaf(w), leaf(b)
    z = F.linear(ta, tw.T, tb[0])
    z.backward(torch.tensor(dl_dz))
    found |= {"dense_a_prev": a_prev, "dense_w": w, "dense_b": b, "dense_dl_dz": dl_dz}
    found |= {"dense_z": z.detach().numpy(), "dense_dl_dw": tw.grad.numpy()}
    found |= {"dense_dl_db": tb.grad.numpy(), "dense_dl_da_prev": ta.grad.numpy()}
    for name, function in (("relu", torch.relu), ("sigmoid", torch.sigmoid)):
        z = 3 * rng.normal(size=(7, 5))
        z[0, :3] = 0.0, -800.0, 800.0
        dl_da = rng.normal(size=z.shape)
        tz = leaf(z)
        a = function(tz)
        a.backward(torch.tensor(dl_da))
        found |= {f"{name}_z": z, f"{name}_dl_da": dl_da}
        found |= {f"{name}_a": a.detach().numpy(), f"{name}_dl_dz": tz.grad.numpy()}


def loss(rng, found):
    y_true = rng.integers(0, 2, size=(11, 1)).astype(float)
    y_pred = rng.uniform(size=(11, 1))
    y_pred[:4] = [[0.0], [1.0], [0.0], [1.0]]
    y_true[:4] = [[0.0], [0.0], [1.0], [1.0]]
    p = leaf(np.clip(y_pred, CLIP, 1 - CLIP))
    value = F.binary_cross_entropy(p, torch.tensor(y_true))
    value.backward()
    found |= {"loss_y_true": y_true, "loss_y_pred": y_pred}
    found |= {"loss": value.detach().numpy(), "loss_dl_dy_pred": p.grad.numpy()}


def network(rng, found):
    sizes = (5, 7, 3, 1)
    x, y_true = rng.normal(size=(11, 5)), rng.integers(0, 2, size=(11, 1)).astype(float)
    tx = leaf(x)
    a, parameters = tx, {}
    for layer, (i, o) in enumerate(zip(sizes, sizes[1:]), 1):
        w, b = leaf(rng.normal(size=(i, o)) / 2), leaf(rng.normal(size=(1, o)) / 2)
        parameters |= {f"w{layer}": w, f"b{layer}": b}
        z = a @ w + b
        a = torch.sigmoid(z) if layer == 3 else torch.relu(z)
    value = F.binary_cross_entropy(a, torch.tensor(y_true))
    value.backward()
    found |= {"model_x": x, "model_y_true": y_true, "model_y_pred": a.detach().numpy()}
    found |= {"model_loss": value.detach().numpy(), "model_dl_dx": tx.grad.numpy()}
    for name, p in parameters.items():
        found |= {f"model_{name}": p.detach().numpy(), f"model_dl_d{name}": p.grad.numpy()}


def main():
    rng, found = np.random.default_rng(20261123), {}
    for make in (single_functions, loss, network):
        make(rng, found)
    GOLDENS.parent.mkdir(exist_ok=True)
    np.savez_compressed(GOLDENS, **found)
    print(GOLDENS.name, len(found), "arrays, PyTorch", torch.__version__)


if __name__ == "__main__":
    main()
