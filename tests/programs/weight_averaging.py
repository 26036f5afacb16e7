"""Averages of weights: AveragedModel, SWALR, update_bn, and an exponential average."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.optim.swa_utils import SWALR, AveragedModel, get_ema_multi_avg_fn, update_bn

rng = np.random.default_rng(43)
x = torch.tensor(rng.normal(size=(24, 4)), dtype=torch.float32)
y = torch.tensor(rng.integers(0, 2, 24))
batches = [(x[i : i + 8], y[i : i + 8]) for i in range(0, 24, 8)]
model = fill(nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4)
swa_model = AveragedModel(model)
ema_model = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
swa_scheduler = SWALR(optimizer, swa_lr=0.05, anneal_epochs=2)
rates = []
for epoch in range(6):
    for xb, yb in batches:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
        ema_model.update_parameters(model)
    if epoch >= 3:
        swa_model.update_parameters(model)
        swa_scheduler.step()
    else:
        scheduler.step()
    rates.append(optimizer.param_groups[0]["lr"])
update_bn(batches, swa_model)
swa_model.eval()
print([round(r, 5) for r in rates], swa_model.n_averaged.item())
print(swa_model(x[:2]).detach(), ema_model.module[0].bias.detach())
