"""A straight line through points: autograd gives the gradients, the update is written by hand."""

import numpy as np
import torch

rng = np.random.default_rng(1)
x = torch.from_numpy(rng.uniform(-1, 1, (50, 1))).float()
y = 3 * x - 2 + 0.1 * torch.from_numpy(rng.normal(size=(50, 1))).float()

w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
learning_rate = 0.3

for epoch in range(40):
    prediction = w * x + b
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if epoch % 10 == 0:
        print(f"epoch {epoch}: loss {loss.item():.4f}")

print("w", round(w.item(), 3), "b", round(b.item(), 3))
