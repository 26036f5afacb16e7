"""Which pixels matter: gradients of the winning score, and Grad-CAM from hooks."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(22)
features = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
model = nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3))
fill(model).eval()
x = torch.tensor(rng.normal(size=(1, 3, 8, 8)), dtype=torch.float32, requires_grad=True)

kept = {}
handle = features.register_forward_hook(lambda m, i, o: kept.update(activation=o))
features.register_full_backward_hook(lambda m, gi, go: kept.update(gradient=go[0]))
scores = model(x)
score, index = torch.max(scores, 1)
score.backward()
handle.remove()

saliency, _ = torch.max(x.grad.data.abs(), dim=1)
weights = kept["gradient"].mean(dim=(2, 3), keepdim=True)
cam = F.relu((weights * kept["activation"]).sum(1, keepdim=True))
cam = F.interpolate(cam, size=(8, 8), mode="bilinear", align_corners=False).detach()
cam = (cam - cam.min()) / (cam.max() - cam.min() + 1e-8)
print(index.item(), saliency.shape, cam.shape)
print(cam[0, 0, 3])
