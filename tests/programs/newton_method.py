"""Newton's steps with the Hessian, products with it, and a Jacobian."""

import torch
from torch.autograd.functional import hessian, hvp, jacobian, jvp, vjp


def f(x):
    return (x[0] - 1) ** 4 + 2 * (x[1] + 0.5) ** 2 + x[0] * x[1] ** 2


x = torch.tensor([3.0, 2.0], dtype=torch.float64)
path = [x]
for _ in range(5):
    g = jacobian(f, x)
    H = hessian(f, x)
    x = x - torch.linalg.solve(H, g)
    path.append(x)
    print(f"{f(x).item():.6f}", x)
v = torch.tensor([1.0, -1.0], dtype=torch.float64)
value, product = hvp(f, x, v)
assert torch.allclose(product, hessian(f, x) @ v)
J = jacobian(lambda t: torch.stack([t.sum() ** 2, t.prod(), t[0] / t[1]]), v)
print(J, vjp(lambda t: t**3, v, v)[1], jvp(lambda t: t.sin(), v, v)[1])
