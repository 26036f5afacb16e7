"""PyTorch's gradients of the four operations, with broadcasting."""

from minidnn.grading.proof import close

from ..reference import Tensor


def make(torch, rng):
    a, b, m = rng.normal(size=(7, 5)), rng.normal(size=(1, 5)), rng.normal(size=(5, 3))
    dy, dm = rng.normal(size=(7, 5)), rng.normal(size=(7, 3))
    found = {"a": a, "b": b, "m": m, "dy": dy, "dm": dm}
    for name in ("add", "mul", "matmul", "sum"):
        x, y, w = (torch.tensor(v, requires_grad=True) for v in (a, b, m))
        if name == "matmul":
            z, left, right, up = x @ w, x, w, torch.tensor(dm)
        elif name == "sum":
            z, left, right, up = x.sum(), x, None, torch.tensor(2.5, dtype=torch.float64)
        else:
            z, left, right, up = (x + y if name == "add" else x * y), x, y, torch.tensor(dy)
        z.backward(up)
        found |= {name: z.detach().numpy(), f"{name}_left": left.grad.numpy()}
        if right is not None:
            found[f"{name}_right"] = right.grad.numpy()
    return found


def check(goldens):
    g = goldens
    x, y, w = Tensor(g["a"]), Tensor(g["b"]), Tensor(g["m"])
    made = {"add": x + y, "mul": x * y, "matmul": x @ w, "sum": x.sum()}
    for name, z in made.items():
        upstream = {"matmul": g["dm"], "sum": 2.5}.get(name, g["dy"])
        close(z.data, g[name], 1e-12)
        for side, (_, rule) in zip(("left", "right"), z.sources):
            close(rule(upstream), g[f"{name}_{side}"], 1e-12)
