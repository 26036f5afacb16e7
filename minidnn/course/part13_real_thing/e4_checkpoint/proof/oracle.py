"""The gradients with checkpoints against those of PyTorch, which keeps everything."""

from minidnn.grading.proof import close

from ..reference import backward_recomputing, run_keeping


def make(torch, rng):
    """Gradients of seven layers of tanh, by PyTorch."""
    x, weights, dl_dy = rng.normal(size=(4, 3)), rng.normal(size=(7, 3, 3)), rng.normal(size=(4, 3))
    given = torch.tensor(x, requires_grad=True)
    layers = torch.tensor(weights, requires_grad=True)
    y = given
    for i in range(7):
        y = torch.tanh(y @ layers[i])
    y.backward(torch.tensor(dl_dy))
    found = {"x": x, "weights": weights, "dl_dy": dl_dy, "y": y.detach().numpy()}
    return found | {"dx": given.grad.numpy(), "dw": layers.grad.numpy()}


def check(goldens):
    for every in range(1, 9):
        store = {}
        close(run_keeping(goldens["x"], goldens["weights"], every, store), goldens["y"], 1e-10)
        assert sorted(store) == list(range(0, 7, every))
        dl_dx, grads = backward_recomputing(goldens["weights"], every, store, goldens["dl_dy"])
        close(dl_dx, goldens["dx"], 1e-9)
        for got, expected in zip(grads, goldens["dw"]):
            close(got, expected, 1e-9)
        assert not store
