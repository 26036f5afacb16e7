"""Embeddings where equal things are close: contrastive loss, TripletMarginLoss, cosine loss."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(36)
centres = rng.normal(0, 2, (3, 5))
labels = np.repeat(np.arange(3), 6)
x = torch.tensor(centres[labels] + rng.normal(size=(18, 5)), dtype=torch.float32)
first, second = torch.arange(0, 18), torch.arange(0, 18).roll(3)
same_class = torch.tensor(labels == np.roll(labels, 3)).float()


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, x0, x1, y):
        dist = F.pairwise_distance(x0, x1)
        loss = y * dist.pow(2) + (1 - y) * torch.clamp(self.margin - dist, min=0.0).pow(2)
        return loss.mean() / 2


net = fill(nn.Sequential(nn.Linear(5, 8), nn.PReLU(), nn.Linear(8, 2)))
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
triplet = nn.TripletMarginLoss(margin=1.0, p=2)
for epoch in range(6):
    z = net(x)
    loss = ContrastiveLoss()(z[first], z[second], same_class)
    hard = triplet(z[0:6], z[[1, 2, 3, 4, 5, 0]], z[6:12])
    cosine = nn.CosineEmbeddingLoss()(z[first], z[second], 2 * same_class - 1)
    ranking = nn.MarginRankingLoss(margin=0.1)(z[:6, 0], z[6:12, 0], torch.ones(6))
    total = loss + hard + cosine + ranking
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
    print(f"{loss.item():.4f} {hard.item():.4f} {cosine.item():.4f} {ranking.item():.4f}")
similarity = nn.CosineSimilarity(dim=1)(z[:3], z[3:6]).detach()
print(similarity)
