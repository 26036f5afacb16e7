"""A Bayesian network: weights with means and deviations, KL divergence, drawn by hand."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal, kl_divergence

rng = np.random.default_rng(76)
x = torch.linspace(-1, 1, 12).unsqueeze(1)
y = x.pow(3) + 0.1 * torch.tensor(rng.normal(size=(12, 1)), dtype=torch.float32)


def numbers(*shape):
    return torch.tensor(rng.normal(0, 0.3, shape), dtype=torch.float32)


class BayesianLinear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.mu = nn.Parameter(numbers(outputs, inputs))
        self.rho = nn.Parameter(torch.full((outputs, inputs), -3.0))
        self.bias = nn.Parameter(numbers(outputs))
        self.register_buffer("zero", torch.zeros(()))
        self.register_buffer("one", torch.ones(()))

    def forward(self, x):
        sigma = F.softplus(self.rho)
        weight = self.mu + sigma * numbers(*self.mu.shape)
        self.kl = kl_divergence(Normal(self.mu, sigma), Normal(self.zero, self.one)).sum()
        return F.linear(x, weight, self.bias)


net = nn.Sequential(BayesianLinear(1, 6), nn.Tanh(), BayesianLinear(6, 1))
optimizer = torch.optim.RMSprop(net.parameters(), lr=0.01)
for epoch in range(5):
    optimizer.zero_grad()
    nll = -Normal(net(x), 0.1).log_prob(y).sum()
    kl = sum(m.kl for m in net.modules() if isinstance(m, BayesianLinear))
    elbo = nll + kl
    elbo.backward()
    nn.utils.clip_grad_value_(net.parameters(), 5.0)
    optimizer.step()
    print(f"{epoch} {nll.item():.2f} {kl.item():.2f}")
with torch.no_grad():
    draws = torch.stack([net(x) for _ in range(4)])
mean, std = draws.mean(0), draws.std(0)
for layer in net:
    layer.kl = None
