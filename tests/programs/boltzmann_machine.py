"""A restricted Boltzmann machine: free energy and contrastive divergence."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

rng = np.random.default_rng(75)
data = torch.tensor((rng.random((16, 9)) < np.tile([0.9, 0.1, 0.5], 3)).astype(np.float32))


def bernoulli(p):
    """Drawn with NumPy, so that both libraries draw the same."""
    return (torch.tensor(rng.random(tuple(p.shape)), dtype=p.dtype) < p).to(p.dtype)


class RBM(nn.Module):
    def __init__(self, visible, hidden, k=2):
        super().__init__()
        w = rng.normal(0, 0.1, (hidden, visible))
        self.W = nn.Parameter(torch.tensor(w, dtype=torch.float32))
        self.v_bias = nn.Parameter(torch.zeros(visible))
        self.h_bias = nn.Parameter(torch.zeros(hidden))
        self.k = k

    def v_to_h(self, v):
        return bernoulli(torch.sigmoid(F.linear(v, self.W, self.h_bias)))

    def h_to_v(self, h):
        return bernoulli(torch.sigmoid(F.linear(h, self.W.t(), self.v_bias)))

    @torch.no_grad()
    def forward(self, v):
        for _ in range(self.k):
            v = self.h_to_v(self.v_to_h(v))
        return v

    def free_energy(self, v):
        vbias_term = v.mv(self.v_bias)
        wx_b = F.linear(v, self.W, self.h_bias)
        hidden_term = wx_b.exp().add(1).log().sum(1)
        return (-hidden_term - vbias_term).mean()


rbm = RBM(9, 4)
optimizer = torch.optim.SGD(rbm.parameters(), 0.2, momentum=0.5)
for epoch in range(4):
    for batch in data.split(8):
        sampled = rbm(batch).detach_()
        loss = rbm.free_energy(batch) - rbm.free_energy(sampled)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{epoch} {loss.item():.4f}")
