"""A small U-Net: skips by cat, ConvTranspose2d, Dice and IoU of masks."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(38)
masks = np.zeros((4, 1, 16, 16), np.float32)
for mask in masks:
    r, c = rng.integers(2, 8, 2)
    mask[0, r : r + 6, c : c + 6] = 1
masks = torch.from_numpy(masks)
images = masks + 0.5 * torch.from_numpy(rng.normal(size=masks.shape)).to(masks.dtype)


def double_conv(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, 3, padding="same", bias=False),
        nn.BatchNorm2d(c_out),
        nn.ReLU(inplace=True),
        nn.Conv2d(c_out, c_out, 3, padding=1),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = double_conv(1, 4)
        self.down2 = double_conv(4, 8)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(8, 4, kernel_size=2, stride=2)
        self.smooth = nn.Upsample(scale_factor=2, mode="nearest")
        self.conv = double_conv(16, 4)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, x):
        x1 = self.down1(x)
        x2 = self.down2(self.pool(x1))
        x = torch.cat([x1, self.up(x2), self.smooth(x2)], dim=1)
        return self.out(self.conv(x))


def dice(pred, target, smooth=1.0):
    intersection = (pred * target).sum(dim=(1, 2, 3))
    total = pred.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return 1 - ((2.0 * intersection + smooth) / (total + smooth)).mean()


model = fill(UNet())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(4):
    logits = model(images)
    loss = F.binary_cross_entropy_with_logits(logits, masks) + dice(logits.sigmoid(), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{epoch} {loss.item():.4f}")
binary = logits.detach().sigmoid() > 0.5
iou = (binary & masks.bool()).sum().float() / (binary | masks.bool()).sum().clamp(min=1)
print(f"{iou.item():.2f}")
del logits, binary, iou
