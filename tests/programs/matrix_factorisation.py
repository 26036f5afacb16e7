"""Films for users: embeddings with biases, trained on stars."""

import numpy as np
import torch
from same import fill
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(17)
users, items = rng.integers(0, 12, 80), rng.integers(0, 9, 80)
stars = np.clip(3 + rng.normal(size=12)[users] + rng.normal(size=9)[items], 1, 5)
dataset = TensorDataset(*map(torch.from_numpy, (users, items, stars.astype(np.float32))))


class MatrixFactorization(nn.Module):
    def __init__(self, n_users, n_items, n_factors=4):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, n_factors)
        self.item_factors = nn.Embedding(n_items, n_factors)
        self.user_biases = nn.Embedding(n_users, 1)
        self.item_biases = nn.Embedding(n_items, 1)

    def forward(self, user, item):
        pred = self.user_biases(user) + self.item_biases(item)
        pred += (self.user_factors(user) * self.item_factors(item)).sum(dim=1, keepdim=True)
        return pred.squeeze() + 3


model = fill(MatrixFactorization(12, 9))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, factor=0.5)
for epoch in range(6):
    total = 0.0
    for user, item, rating in DataLoader(dataset, batch_size=20):
        loss = torch.nn.functional.mse_loss(model(user, item), rating)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rating)
    scheduler.step(total)
    print(f"{epoch} rmse {(total / len(dataset)) ** 0.5:.4f}")
rates = [group["lr"] for group in optimizer.param_groups]
