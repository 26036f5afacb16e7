"""Few-shot learning: classes are the means of their examples, nearest mean wins."""

import numpy as np
import torch
from same import fill
from torch import nn

N_WAY, K_SHOT, N_QUERY = 3, 2, 4
rng = np.random.default_rng(74)


def euclidean_dist(a, b):
    n, m, d = a.size(0), b.size(0), a.size(1)
    a, b = a.unsqueeze(1).expand(n, m, d), b.unsqueeze(0).expand(n, m, d)
    return torch.pow(a - b, 2).sum(2)


def episode():
    centres = rng.normal(0, 1.5, (N_WAY, 1, 1, 6, 6))
    images = centres + rng.normal(size=(N_WAY, K_SHOT + N_QUERY, 1, 6, 6))
    return torch.tensor(images, dtype=torch.float32).split([K_SHOT, N_QUERY], dim=1)


def conv_block(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs, track_running_stats=False),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


encoder = fill(nn.Sequential(conv_block(1, 4), conv_block(4, 4), nn.Flatten()))
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.05)
target = torch.arange(N_WAY).view(N_WAY, 1, 1).expand(N_WAY, N_QUERY, 1).long()
for i in range(4):
    support, query = episode()
    z = encoder(torch.cat([support.flatten(0, 1), query.flatten(0, 1)], 0))
    prototypes = z[: N_WAY * K_SHOT].view(N_WAY, K_SHOT, -1).mean(1)
    dists = euclidean_dist(z[N_WAY * K_SHOT :], prototypes)
    log_p_y = (-dists).log_softmax(dim=1).view(N_WAY, N_QUERY, -1)
    loss_val = -log_p_y.gather(2, target).squeeze().view(-1).mean()
    _, y_hat = log_p_y.max(2)
    acc_val = torch.eq(y_hat, target.squeeze(-1)).float().mean()
    optimizer.zero_grad()
    loss_val.backward()
    optimizer.step()
    print(f"{i} {loss_val.item():.4f} {acc_val.item():.3f}")
del support, query, z, dists
