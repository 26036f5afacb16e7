"""PyTorch's max pooling and its gradient, ties included."""

from minidnn.grading.proof import close

from ..reference import max_pool2d, max_pool2d_backward


def make(torch, rng):
    found = {}
    for k, size in enumerate((2, 3)):
        x = rng.integers(0, 5, size=(2, 3, 6, 12)).astype(float)
        t = torch.tensor(x, requires_grad=True)
        y = torch.nn.functional.max_pool2d(t, size)
        upstream = rng.normal(size=tuple(y.shape))
        y.backward(torch.tensor(upstream))
        found |= {f"x{k}": x, f"y{k}": y.detach().numpy(), f"upstream{k}": upstream}
        found[f"dx{k}"] = t.grad.numpy()
    return found


def check(goldens):
    for k, size in enumerate((2, 3)):
        x = goldens[f"x{k}"]
        close(max_pool2d(x, size), goldens[f"y{k}"], 1e-12)
        close(max_pool2d_backward(x, goldens[f"upstream{k}"], size), goldens[f"dx{k}"], 1e-12)
