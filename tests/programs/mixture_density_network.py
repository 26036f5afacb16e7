"""A network that answers with a mixture of Normals where one answer is not enough."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.distributions import Categorical, MixtureSameFamily, Normal

rng = np.random.default_rng(28)
y = torch.tensor(rng.uniform(-1, 1, (64, 1)), dtype=torch.float32)
x = torch.sin(4 * y) + 0.3 * y + 0.05 * torch.tensor(rng.normal(size=(64, 1)), dtype=torch.float32)


class MDN(nn.Module):
    def __init__(self, n_hidden=12, n_gaussians=3):
        super().__init__()
        self.z_h = nn.Sequential(nn.Linear(1, n_hidden), nn.Tanh())
        self.z_pi = nn.Linear(n_hidden, n_gaussians)
        self.z_sigma = nn.Linear(n_hidden, n_gaussians)
        self.z_mu = nn.Linear(n_hidden, n_gaussians)

    def forward(self, x):
        z = self.z_h(x)
        mixture = Categorical(logits=self.z_pi(z))
        return MixtureSameFamily(mixture, Normal(self.z_mu(z), self.z_sigma(z).exp()))


net = fill(MDN())
optimizer = torch.optim.NAdam(net.parameters(), lr=0.02)
for epoch in range(8):
    loss = -net(x).log_prob(y.squeeze()).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 3 == 0:
        print(epoch, f"{loss.item():.4f}")
print(net(x[:2]).mean)
