"""RealNVP: coupling layers with masks, the change of variables, a Normal base."""

import numpy as np
import torch
from same import fill
from torch import distributions, nn

rng = np.random.default_rng(47)
x = torch.tensor(rng.normal(size=(48, 2)), dtype=torch.float32)
x[:, 1] += x[:, 0] ** 2
masks = torch.tensor([[0.0, 1.0], [1.0, 0.0]] * 2)


class RealNVP(nn.Module):
    def __init__(self, mask):
        super().__init__()
        self.prior = distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))
        self.mask = nn.Parameter(mask, requires_grad=False)
        nets = lambda last: nn.Sequential(nn.Linear(2, 12), nn.LeakyReLU(), nn.Linear(12, 2), *last)
        self.t = nn.ModuleList([nets([]) for _ in range(len(mask))])
        self.s = nn.ModuleList([nets([nn.Tanh()]) for _ in range(len(mask))])

    def f(self, x):
        log_det_J, z = x.new_zeros(x.shape[0]), x
        for i in reversed(range(len(self.t))):
            z_ = self.mask[i] * z
            s = self.s[i](z_) * (1 - self.mask[i])
            t = self.t[i](z_) * (1 - self.mask[i])
            z = (1 - self.mask[i]) * (z - t) * torch.exp(-s) + z_
            log_det_J -= s.sum(dim=1)
        return z, log_det_J

    def log_prob(self, x):
        z, logp = self.f(x)
        return self.prior.log_prob(z) + logp


flow = RealNVP(masks)
start = flow.mask.clone()
fill(flow)
flow.mask.data.copy_(start)
optimizer = torch.optim.Adam([p for p in flow.parameters() if p.requires_grad], lr=5e-3)
for t in range(6):
    loss = -flow.log_prob(x).mean()
    optimizer.zero_grad()
    loss.backward(retain_graph=True)
    optimizer.step()
    print(f"iter {t}: {loss.item():.4f}")
