"""Bayes by backprop for a line: Normal weights, rsample with given noise, kl_divergence."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

rng = np.random.default_rng(29)
x = torch.linspace(-1, 1, 30).unsqueeze(1)
y = 2 * x + 0.5 + 0.1 * torch.tensor(rng.normal(size=(30, 1)), dtype=torch.float32)
mu = nn.Parameter(torch.zeros(2))
rho = nn.Parameter(torch.full((2,), -2.0))
prior = Normal(torch.zeros(2), torch.ones(2))
optimizer = torch.optim.Adamax([mu, rho], lr=0.1)
for epoch in range(20):
    q = Normal(mu, F.softplus(rho))
    eps = torch.tensor(rng.normal(size=2), dtype=torch.float32)
    w = q.loc + q.scale * eps  # as rsample() does, with noise of our own
    kl = kl_divergence(q, prior).sum()
    log_lik = Normal(w[0] * x + w[1], 0.1).log_prob(y).sum()
    loss = kl - log_lik
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
assert q.rsample((5,)).requires_grad and not q.sample().requires_grad
print(f"{loss.item():.3f}", mu.data, F.softplus(rho).data)
print(q.cdf(torch.tensor([0.0, 1.0])).detach(), prior.icdf(torch.tensor([0.1, 0.975])))
