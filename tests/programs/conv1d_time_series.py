"""Dilated causal convolutions on a signal: Conv1d, pad, MaxPool1d, AvgPool1d, quantile loss."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(48)
t = np.linspace(0, 12, 80)
signal = np.sin(t) + 0.1 * rng.normal(size=80)
windows = torch.tensor(np.stack([signal[i : i + 20] for i in range(40)]), dtype=torch.float32)
inputs, target = windows[:, None, :-1], windows[:, -1:]


class CausalConv1d(nn.Module):
    def __init__(self, c_in, c_out, dilation):
        super().__init__()
        self.padding = 2 * dilation
        self.conv = nn.Conv1d(c_in, c_out, kernel_size=3, dilation=dilation)

    def forward(self, x):
        return F.relu(self.conv(F.pad(x, (self.padding, 0))))


model = nn.Sequential(
    CausalConv1d(1, 6, 1),
    CausalConv1d(6, 6, 2),
    nn.BatchNorm1d(6),
    nn.MaxPool1d(2),
    nn.AvgPool1d(3, stride=3),
    nn.Flatten(),
    nn.Linear(18, 3),
)
fill(model)
quantiles = torch.tensor([0.1, 0.5, 0.9])


def quantile_loss(pred, y):
    error = y - pred
    return torch.max((quantiles - 1) * error, quantiles * error).sum(dim=1).mean()


optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(6):
    loss = quantile_loss(model(inputs), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.5f}")
model.eval()
print(model(inputs[:1]).detach(), torch.quantile(target, 0.5), target.median())
