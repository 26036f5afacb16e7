"""A Gaussian process by hand: kernel, Cholesky, marginal likelihood, learned by LBFGS."""

import math

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(71)
x = torch.linspace(0, 4, 15)
y = torch.sin(2 * x) + 0.1 * torch.tensor(rng.normal(size=15))
grid = torch.linspace(0, 5, 7)
log_scale, log_length, log_noise = (torch.zeros((), requires_grad=True) for _ in range(3))


def kernel(a, b):
    distance = torch.cdist(a[:, None], b[:, None]) ** 2
    return torch.exp(2 * log_scale) * torch.exp(-0.5 * distance / torch.exp(2 * log_length))


def factor():
    covariance = kernel(x, x) + torch.exp(2 * log_noise) * torch.eye(len(x))
    return torch.linalg.cholesky(covariance)


def negative_log_likelihood():
    L = factor()
    alpha = torch.cholesky_solve(y.unsqueeze(-1), L).squeeze(-1)
    fit = 0.5 * torch.dot(y, alpha)
    return fit + L.diagonal().log().sum() + 0.5 * len(x) * math.log(2 * math.pi)


optimizer = torch.optim.LBFGS([log_scale, log_length, log_noise], lr=0.5, max_iter=4)


def closure():
    optimizer.zero_grad()
    loss = negative_log_likelihood()
    loss.backward()
    return loss


for step in range(4):
    loss = optimizer.step(closure)
    print(f"{step} {loss.item():.4f}")
with torch.no_grad():
    L = factor()
    Ks = kernel(x, grid)
    mean = Ks.mT @ torch.cholesky_solve(y.unsqueeze(-1), L)
    v = torch.linalg.solve_triangular(L, Ks, upper=False)
    variance = kernel(grid, grid).diagonal() - (v**2).sum(0)
print([round(m, 3) for m in mean.squeeze(-1).tolist()])
length = torch.exp(log_length).item()
torch.set_default_dtype(torch.float32)
