"""A network that solves u'' = -u with u(0) = 0, u'(0) = 1: derivatives by autograd."""

import torch
import torch.nn as nn
from same import fill

net = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 12), nn.Tanh(), nn.Linear(12, 1))
fill(net)
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
t_boundary = torch.tensor(0.0).view(-1, 1).requires_grad_(True)
t_physics = torch.linspace(0, 1, 20).view(-1, 1).requires_grad_(True)
for i in range(8):
    optimizer.zero_grad()
    u = net(t_boundary)
    loss1 = torch.squeeze(u) ** 2
    dudt = torch.autograd.grad(u, t_boundary, torch.ones_like(u), create_graph=True)[0]
    loss2 = (torch.squeeze(dudt) - 1) ** 2
    u = net(t_physics)
    dudt = torch.autograd.grad(u, t_physics, torch.ones_like(u), create_graph=True)[0]
    d2udt2 = torch.autograd.grad(dudt, t_physics, torch.ones_like(dudt), create_graph=True)[0]
    loss3 = torch.mean((d2udt2 + u) ** 2)
    loss = loss1 + 1e-1 * loss2 + 1e-2 * loss3
    loss.backward()
    optimizer.step()
    if i % 3 == 1:
        print(f"{i} {loss.item():.6f} {loss3.item():.6f}")
