"""A generator learns points on a parabola while a discriminator learns to tell them apart."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.autograd import Variable

rng = np.random.default_rng(10)


def real_batch(n):
    x = rng.uniform(-1, 1, (n, 1))
    return torch.from_numpy(np.hstack([x, x**2])).float()


def noise(n):
    return Variable(torch.from_numpy(rng.normal(size=(n, 4))).float())


G = fill(nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2)), 1)
D = fill(nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1), nn.Sigmoid()), 2)
opt_G = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.5, 0.999))
opt_D = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.999))
bce = nn.BCELoss()
real_label, fake_label = torch.ones(32, 1), torch.zeros(32, 1)

history = {"d": [], "g": []}
for step in range(15):
    fake = G(noise(32))
    d_loss = bce(D(real_batch(32)), real_label) + bce(D(fake.detach()), fake_label)
    opt_D.zero_grad()
    d_loss.backward()
    opt_D.step()

    g_loss = bce(D(fake), real_label)
    opt_G.zero_grad()
    g_loss.backward()
    opt_G.step()
    history["d"].append(d_loss.item())
    history["g"].append(g_loss.item())
print(f"D {d_loss.item():.4f}  G {g_loss.item():.4f}")
