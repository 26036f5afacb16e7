"""A picture in the weights: coordinates, Fourier features, a layer that stays orthogonal."""

import numpy as np
import torch
from same import fill
from torch import nn
from torch.nn.utils import parametrize

rng = np.random.default_rng(79)
side = 8
axis = torch.linspace(0, 1, side)
grid = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), dim=-1).reshape(-1, 2)
picture = (torch.sin(6 * grid[:, :1]) * torch.cos(9 * grid[:, 1:]) + 1) / 2
B = torch.tensor(rng.normal(0, 3, (2, 8)), dtype=torch.float32)


class FourierFeatures(nn.Module):
    def __init__(self, B):
        super().__init__()
        self.register_buffer("B", B)

    def forward(self, x):
        angle = 2 * torch.pi * x @ self.B
        return torch.cat([torch.sin(angle), torch.cos(angle)], dim=-1)


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(3.0 * x)


class Skew(nn.Module):
    def forward(self, x):
        upper = x.triu(1)
        return upper - upper.transpose(-1, -2)


class MatrixExponential(nn.Module):
    def forward(self, x):
        return torch.matrix_exp(x)


net = nn.Sequential(
    FourierFeatures(B), nn.Linear(16, 12), Sine(), nn.Linear(12, 12), Sine(), nn.Linear(12, 1)
)
fill(net)
parametrize.register_parametrization(net[3], "weight", Skew())
parametrize.register_parametrization(net[3], "weight", MatrixExponential())
optimizer = torch.optim.NAdam(net.parameters(), lr=2e-2)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=6)
for step in range(6):
    loss = nn.functional.mse_loss(net(grid), picture)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(f"{step} {10 * loss.log10().item():.3f} dB")
weight = net[3].weight
orthogonal = torch.dist(weight.T @ weight, torch.eye(12)).item() < 1e-4
print(orthogonal, parametrize.is_parametrized(net[3]))
del weight
