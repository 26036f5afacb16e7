"""A spiral as the path of a learned vector field, followed with Runge and Kutta's steps."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

true_A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
true_y0 = torch.tensor([[2.0, 0.0]])
t = torch.linspace(0.0, 1.5, 12)


def rk4_step(func, t, dt, y):
    k1 = func(t, y)
    k2 = func(t + dt / 2, y + dt * k1 / 2)
    k3 = func(t + dt / 2, y + dt * k2 / 2)
    k4 = func(t + dt, y + dt * k3)
    return y + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6


def odeint(func, y0, t):
    solution = [y0]
    for t0, t1 in zip(t[:-1], t[1:]):
        solution.append(rk4_step(func, t0, t1 - t0, solution[-1]))
    return torch.stack(solution)


class ODEFunc(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 10), nn.Tanh(), nn.Linear(10, 2))

    def forward(self, t, y):
        return self.net(y**3)


with torch.no_grad():
    true_y = odeint(lambda t, y: torch.mm(y**3, true_A) / 4, true_y0, t)
func = fill(ODEFunc())
optimizer = torch.optim.RMSprop(func.parameters(), lr=1e-3)
for itr in range(4):
    optimizer.zero_grad()
    pred_y = odeint(func, true_y0, t)
    loss = F.l1_loss(pred_y, true_y)
    loss.backward()
    optimizer.step()
    print("Iter {:04d} | Total Loss {:.6f}".format(itr, loss.item()))
print(true_y.shape)
