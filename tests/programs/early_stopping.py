"""Training that ends when the validation loss no longer falls, and keeps the best weights."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.utils.data import DataLoader, Subset, TensorDataset

rng = np.random.default_rng(32)
x = torch.tensor(rng.normal(size=(40, 6)), dtype=torch.float32)
y = (x[:, :1] + 0.8 * torch.tensor(rng.normal(size=(40, 1)), dtype=torch.float32)) / 2
dataset = TensorDataset(x, y)
train_set, val_set = Subset(dataset, range(24)), Subset(dataset, range(24, 40))


class EarlyStopping:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.counter, self.best_loss, self.early_stop = 0, float("inf"), False
        self.state = None

    def __call__(self, val_loss, model):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss, self.counter = val_loss, 0
            self.state = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            self.counter += 1
            self.early_stop = self.counter >= self.patience


model = fill(nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
stopping = EarlyStopping()
for epoch in range(40):
    model.train()
    for xb, yb in DataLoader(train_set, batch_size=8):
        loss = nn.functional.mse_loss(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        batches = DataLoader(val_set, batch_size=8)
        val_loss = sum(nn.functional.mse_loss(model(a), b).item() for a, b in batches)
    stopping(val_loss / 2, model)
    if stopping.early_stop:
        print(f"stopped after epoch {epoch}")
        break
model.load_state_dict(stopping.state)
best = stopping.best_loss
print(f"best {best:.4f}")
