"""Gradients of several small batches summed, clipped by norm and by value, then one step."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

rng = np.random.default_rng(33)
x = torch.tensor(rng.normal(size=(16, 5)), dtype=torch.float32) * 3
y = torch.tensor(rng.integers(0, 3, 16))
model = fill(nn.Sequential(nn.Linear(5, 8), nn.LeakyReLU(0.1), nn.Linear(8, 3)))
optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
accumulation_steps, norms = 4, []
model.zero_grad()
for i, (xb, yb) in enumerate(zip(x.split(2), y.chunk(8))):
    loss = nn.functional.cross_entropy(model(xb), yb) / accumulation_steps
    loss.backward()
    if (i + 1) % accumulation_steps == 0:
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.5, norm_type=2)
        nn.utils.clip_grad_value_(model.parameters(), clip_value=0.2)
        norms.append(float(norm))
        largest = max(p.grad.abs().max().item() for p in model.parameters())
        optimizer.step()
        optimizer.zero_grad()
        print(f"{i} norm {norm:.4f} largest {largest:.4f}")
total = sum(p.numel() for p in model.parameters())
flat = torch.cat([p.detach().flatten() for p in model.parameters()])
vector = nn.utils.parameters_to_vector(model.parameters())
print(total, torch.equal(flat, vector.detach()))
nn.utils.vector_to_parameters(torch.zeros_like(vector), model.parameters())
print(model(x[:1]).detach())
