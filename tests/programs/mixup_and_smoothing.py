"""Mixup with coefficients from NumPy, soft labels, label smoothing, CutMix boxes."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(42)
x = torch.tensor(rng.normal(size=(12, 1, 6, 6)), dtype=torch.float32)
y = torch.tensor(rng.integers(0, 3, 12))
model = fill(nn.Sequential(nn.Conv2d(1, 4, 3), nn.Tanhshrink(), nn.Flatten(), nn.Linear(64, 3)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)


def mixup_data(x, y, alpha=1.0):
    lam = rng.beta(alpha, alpha)
    index = torch.from_numpy(rng.permutation(x.size(0)))
    return lam * x + (1 - lam) * x[index, :], y, y[index], lam


def cutmix(x, index, lam):
    x = x.clone()
    side = int(6 * np.sqrt(1 - lam))
    x[:, :, :side, :side] = x[index, :, :side, :side]
    return x


for step in range(4):
    mixed, y_a, y_b, lam = mixup_data(x, y)
    out = model(mixed)
    loss = lam * F.cross_entropy(out, y_a) + (1 - lam) * F.cross_entropy(out, y_b)
    soft = lam * F.one_hot(y_a, 3).float() + (1 - lam) * F.one_hot(y_b, 3).float()
    same_loss = F.cross_entropy(out, soft)
    smooth = nn.CrossEntropyLoss(label_smoothing=0.1)(model(cutmix(x, y.argsort(), lam)), y)
    optimizer.zero_grad()
    (loss + smooth).backward()
    optimizer.step()
    print(f"{loss.item():.4f} {same_loss.item():.4f} {smooth.item():.4f}")
