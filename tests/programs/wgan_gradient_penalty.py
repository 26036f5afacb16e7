"""A Wasserstein critic whose gradient is held near length one: a gradient inside the loss."""

import numpy as np
import torch
import torch.autograd as autograd
import torch.nn as nn
from same import fill

rng = np.random.default_rng(12)
real = torch.tensor(rng.normal(2, 0.5, (16, 3)), dtype=torch.float32)
fake = torch.tensor(rng.normal(0, 1, (16, 3)), dtype=torch.float32)
critic = fill(nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1)))
optimizer = torch.optim.RMSprop(critic.parameters(), lr=0.001)


def compute_gradient_penalty(D, real_samples, fake_samples):
    alpha = torch.from_numpy(rng.random((real_samples.size(0), 1))).float()
    interpolates = (alpha * real_samples + (1 - alpha) * fake_samples).requires_grad_(True)
    d_interpolates = D(interpolates)
    gradients = autograd.grad(
        outputs=d_interpolates,
        inputs=interpolates,
        grad_outputs=torch.ones_like(d_interpolates),
        create_graph=True,
        retain_graph=True,
        only_inputs=True,
    )[0]
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


for step in range(6):
    optimizer.zero_grad()
    penalty = compute_gradient_penalty(critic, real.data, fake.data)
    loss = -torch.mean(critic(real)) + torch.mean(critic(fake)) + 10 * penalty
    loss.backward()
    optimizer.step()
    print(f"critic {loss.item():.4f} penalty {penalty.item():.4f}")
