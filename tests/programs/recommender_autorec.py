"""AutoRec: an autoencoder of ratings whose loss counts only what was rated."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

rng = np.random.default_rng(52)
ratings = torch.tensor(rng.integers(0, 6, (12, 9)), dtype=torch.float32)
ratings.masked_fill_(torch.from_numpy(rng.random((12, 9)) < 0.3), 0)
mask = (ratings != 0).float()


class AutoRec(nn.Module):
    def __init__(self, n_items, hidden=6):
        super().__init__()
        self.encoder = nn.Linear(n_items, hidden)
        self.decoder = nn.Linear(hidden, n_items)

    def forward(self, x):
        return self.decoder(torch.sigmoid(self.encoder(x)))


model = fill(AutoRec(9))
optimizer = torch.optim.Rprop(model.parameters(), lr=0.01)
for epoch in range(8):
    prediction = model(ratings)
    squared = torch.sum(((prediction - ratings) * mask) ** 2)
    norm = torch.norm(model.encoder.weight) ** 2 + torch.norm(model.decoder.weight) ** 2
    loss = squared / mask.sum() + 0.01 * norm
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
rmse = torch.sqrt(squared / mask.sum())
unseen = model(ratings).masked_fill(mask.bool(), float("-inf"))
values, items = unseen.topk(1, dim=1)
print(f"{loss.item():.4f} {rmse.item():.4f}")
print(items[:3])
