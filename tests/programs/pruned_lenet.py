"""Pruning: the smallest weights of a network go, layer by layer and over all layers."""

import numpy as np
import torch
import torch.nn.functional as F
from same import fill
from torch import nn
from torch.nn.utils import prune

rng = np.random.default_rng(73)
images = torch.tensor(rng.random((8, 1, 12, 12)), dtype=torch.float32)
labels = torch.tensor(rng.integers(0, 4, 8))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 6, 3)
        self.fc1 = nn.Linear(6, 10)
        self.fc2 = nn.Linear(10, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, int(x.nelement() / x.shape[0]))
        return self.fc2(F.relu(self.fc1(x)))


model = fill(LeNet())
module = model.conv1
prune.l1_unstructured(module, name="weight", amount=0.3)
prune.l1_unstructured(module, name="bias", amount=1)
prune.ln_structured(module, name="weight", amount=0.5, n=2, dim=0)
print([name for name, _ in module.named_parameters()], [n for n, _ in module.named_buffers()])
for _, m in model.named_modules():
    if isinstance(m, torch.nn.Linear):
        prune.l1_unstructured(m, name="weight", amount=0.4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
for m in (model.conv1, model.fc1, model.fc2):
    prune.remove(m, "weight")
print(prune.is_pruned(model), sorted(model.state_dict()))
prune.remove(model.conv1, "bias")
pairs = ((model.conv2, "weight"), (model.fc1, "weight"), (model.fc2, "weight"))
prune.global_unstructured(pairs, pruning_method=prune.L1Unstructured, amount=0.2)
gone = sum(int((m.weight == 0).sum()) for m, _ in pairs)
print(f"Global sparsity: {100.0 * gone / sum(m.weight.nelement() for m, _ in pairs):.2f}%")
