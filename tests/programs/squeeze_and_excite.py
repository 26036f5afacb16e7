"""Depthwise convolutions, squeeze-and-excite and h-swish: the block of a mobile network."""

import numpy as np
import torch
import torch.nn as nn
from same import fill


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=2):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Conv2d(channels, channels // reduction, 1),
            nn.ReLU6(inplace=True),
            nn.Conv2d(channels // reduction, channels, 1),
            nn.Hardsigmoid(),
        )

    def forward(self, x):
        return x * self.fc(self.pool(x))


class InvertedResidual(nn.Module):
    def __init__(self, c_in, c_out, stride, expand=2):
        super().__init__()
        hidden = c_in * expand
        self.use_res = stride == 1 and c_in == c_out
        self.conv = nn.Sequential(
            nn.Conv2d(c_in, hidden, 1, bias=False),
            nn.BatchNorm2d(hidden),
            nn.Hardswish(inplace=True),
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
            nn.GroupNorm(2, hidden),
            SqueezeExcite(hidden),
            nn.Conv2d(hidden, c_out, 1, bias=False),
            nn.InstanceNorm2d(c_out, affine=True),
        )

    def forward(self, x):
        return x + self.conv(x) if self.use_res else self.conv(x)


rng = np.random.default_rng(40)
x = torch.tensor(rng.normal(size=(4, 3, 10, 10)), dtype=torch.float32)
y = torch.tensor([0, 1, 2, 3])
model = nn.Sequential(
    nn.Conv2d(3, 4, 3, padding=1, padding_mode="circular"),
    InvertedResidual(4, 4, 1),
    InvertedResidual(4, 6, 2),
    nn.AdaptiveMaxPool2d(2),
    nn.Flatten(),
    nn.LazyLinear(4),
)
model.eval()(x)
fill(model.train())
optimizer = torch.optim.ASGD(model.parameters(), lr=0.05)
for step in range(3):
    loss = nn.CrossEntropyLoss()(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
print(model[5], sum(p.numel() for p in model.parameters()))
