"""Learning to learn: the outer loss is differentiated through a step of the inner one."""

import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(44)
W1 = torch.tensor(rng.normal(0, 0.5, (10, 1)), dtype=torch.float32, requires_grad=True)
b1 = torch.zeros(10, requires_grad=True)
W2 = torch.tensor(rng.normal(0, 0.5, (1, 10)), dtype=torch.float32, requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)
params = [W1, b1, W2, b2]


def forward(x, p):
    return F.linear(torch.tanh(F.linear(x, p[0], p[1])), p[2], p[3])


def task():
    amplitude, phase = rng.uniform(0.5, 2), rng.uniform(0, 3)
    x = torch.tensor(rng.uniform(-3, 3, (10, 1)), dtype=torch.float32)
    return x, amplitude * torch.sin(x + phase)


optimizer = torch.optim.Adam(params, lr=1e-2)
for iteration in range(5):
    outer = 0.0
    for _ in range(3):
        x, y = task()
        inner = F.mse_loss(forward(x[:5], params), y[:5])
        grads = torch.autograd.grad(inner, params, create_graph=True)
        fast = [p - 0.05 * g for p, g in zip(params, grads)]
        outer = outer + F.mse_loss(forward(x[5:], fast), y[5:])
    optimizer.zero_grad()
    outer.backward()
    optimizer.step()
    print(f"{iteration} {outer.item() / 3:.4f}")
