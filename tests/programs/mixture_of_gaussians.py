"""Expectation maximisation for a mixture of Gaussians, with MultivariateNormal and logsumexp."""

import numpy as np
import torch
from torch.distributions import MultivariateNormal

rng = np.random.default_rng(27)
X = torch.tensor(
    np.concatenate([rng.normal((0, 0), (1, 0.5), (40, 2)), rng.normal((4, 3), (0.5, 1), (40, 2))])
)
means = torch.tensor([[1.0, 1.0], [3.0, 1.0]], dtype=torch.float64)
covariances = torch.eye(2, dtype=torch.float64).repeat(2, 1, 1)
weights = torch.full((2,), 0.5, dtype=torch.float64)
history = []
for step in range(8):
    log_prob = MultivariateNormal(means, covariances).log_prob(X.unsqueeze(1)) + weights.log()
    log_norm = torch.logsumexp(log_prob, dim=1, keepdim=True)
    resp = (log_prob - log_norm).exp()
    Nk = resp.sum(dim=0)
    weights = Nk / X.shape[0]
    means = (resp.T @ X) / Nk.unsqueeze(-1)
    diff = X.unsqueeze(1) - means
    covariances = torch.einsum("nk,nki,nkj->kij", resp, diff, diff) / Nk[:, None, None]
    covariances += 1e-6 * torch.eye(2, dtype=torch.float64)
    history.append(log_norm.mean().item())
print([round(h, 4) for h in history])
print(means)
