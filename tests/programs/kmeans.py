"""k-means with cdist, argmin, bincount and index_add_."""

import numpy as np
import torch

rng = np.random.default_rng(30)
points = torch.from_numpy(
    np.concatenate([rng.normal(c, 0.3, (20, 2)) for c in ((0, 0), (3, 0), (0, 3))])
).float()
centres = points[[0, 1, 45]].clone()
for iteration in range(6):
    distances = torch.cdist(points, centres)
    labels = distances.argmin(dim=1)
    counts = torch.bincount(labels, minlength=3)
    sums = torch.zeros_like(centres).index_add_(0, labels, points)
    centres = sums / counts.clamp(min=1).unsqueeze(1)
    inertia = distances.gather(1, labels.unsqueeze(1)).pow(2).sum()
    print(iteration, counts.tolist(), f"{inertia.item():.3f}")
print(centres)
classes, sizes = torch.unique(labels, return_counts=True)
print(classes, sizes, torch.allclose(centres, centres.clone()))
