"""Contrastive learning: two noisy views of each row must find each other (NT-Xent)."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(37)
data = torch.tensor(rng.normal(size=(8, 6)), dtype=torch.float32)


def augment(batch):
    return batch + 0.1 * torch.from_numpy(rng.normal(size=batch.shape)).float()


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(6, 12, bias=False), nn.BatchNorm1d(12), nn.ReLU())
        self.g = nn.Linear(12, 4)

    def forward(self, x):
        feature = self.f(x)
        return F.normalize(feature, dim=-1), F.normalize(self.g(feature), dim=-1)


model = fill(Model()).train()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
temperature, batch_size = 0.5, 8
for step in range(4):
    _, out_1 = model(augment(data))
    _, out_2 = model(augment(data))
    out = torch.cat([out_1, out_2], dim=0)
    sim_matrix = torch.exp(torch.mm(out, out.t().contiguous()) / temperature)
    mask = (torch.ones_like(sim_matrix) - torch.eye(2 * batch_size)).bool()
    sim_matrix = sim_matrix.masked_select(mask).view(2 * batch_size, -1)
    pos_sim = torch.exp(torch.sum(out_1 * out_2, dim=-1) / temperature)
    pos_sim = torch.cat([pos_sim, pos_sim], dim=0)
    loss = (-torch.log(pos_sim / sim_matrix.sum(dim=-1))).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"Loss: {loss.item():.4f}")
