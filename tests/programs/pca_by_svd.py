"""Principal components: svd, explained variance, and the points from two numbers each."""

import numpy as np
import torch

rng = np.random.default_rng(31)
data = torch.tensor(rng.normal(size=(40, 2)) @ rng.normal(size=(2, 5)))
data += 0.1 * torch.tensor(rng.normal(size=(40, 5)))
centred = data - data.mean(dim=0, keepdim=True)
U, S, Vh = torch.linalg.svd(centred, full_matrices=False)
explained = S**2 / (S**2).sum()
scores = centred @ Vh[:2].T
rebuilt = scores @ Vh[:2] + data.mean(dim=0)
error = torch.linalg.norm(data - rebuilt) / torch.linalg.norm(data)
print(explained, f"{error.item():.4f}")

covariance = centred.T @ centred / (len(data) - 1)
eigenvalues, vectors = torch.linalg.eigh(covariance)
print(eigenvalues.flip(0), torch.trace(covariance))
whitened = centred @ vectors @ torch.diag(eigenvalues.rsqrt())
identity = whitened.T @ whitened / (len(data) - 1)
assert torch.allclose(identity, torch.eye(5, dtype=torch.float64), atol=1e-6)
solved = torch.linalg.solve(covariance, torch.ones(5, dtype=torch.float64))
print(solved, torch.det(covariance).item() > 0)
del U, Vh, scores, vectors, whitened, identity  # their signs are free
