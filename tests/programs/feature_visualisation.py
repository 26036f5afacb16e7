"""Gradient ascent on an image, so that one channel answers strongly; total variation held low."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

rng = np.random.default_rng(20)
net = fill(nn.Sequential(nn.Conv2d(3, 4, 3, stride=2), nn.ELU(), nn.Conv2d(4, 5, 3), nn.Softplus()))
image = torch.from_numpy(rng.uniform(0.4, 0.6, (1, 3, 16, 16)).astype(np.float32))
image.requires_grad = True
mean = torch.tensor([0.485, 0.456, 0.406]).view(-1, 1, 1)
optimizer = torch.optim.Adam([image], lr=0.05, maximize=True)
for i in range(5):
    optimizer.zero_grad()
    activation = net(image - mean)[:, 2].mean()
    variation = (image[..., 1:] - image[..., :-1]).abs().mean() + torch.mean(
        torch.abs(image[:, :, 1:, :] - image[:, :, :-1, :])
    )
    objective = activation - 0.1 * variation
    objective.backward()
    optimizer.step()
    with torch.no_grad():
        image.data = image.data.clamp(0, 1)
    print(f"{i} {activation.item():.5f} {variation.item():.5f}")
picture = image.detach().squeeze(0).permute(1, 2, 0).mul(255).byte()
print(picture.shape, picture.dtype)
