"""A loss of one's own for rare classes, class weights, and sensitivity from a confusion matrix."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill


class FocalLoss(nn.Module):
    def __init__(self, alpha=None, gamma=2.0, reduction="mean"):
        super().__init__()
        self.register_buffer("alpha", alpha)
        self.gamma, self.reduction = gamma, reduction

    def forward(self, inputs, targets):
        log_pt = F.log_softmax(inputs, dim=-1).gather(-1, targets.unsqueeze(-1)).squeeze(-1)
        pt = log_pt.exp()
        loss = -((1 - pt) ** self.gamma) * log_pt
        if self.alpha is not None:
            loss = self.alpha[targets] * loss
        return loss.mean() if self.reduction == "mean" else loss.sum()


rng = np.random.default_rng(35)
targets = torch.from_numpy((rng.random(60) < 0.2).astype(np.int64))
x = torch.tensor(rng.normal(size=(60, 4)), dtype=torch.float32) + targets.unsqueeze(1)
model = fill(nn.Sequential(nn.Linear(4, 8), nn.Mish(), nn.Linear(8, 2)))
criterion = FocalLoss(alpha=torch.tensor([0.25, 0.75]))
optimizer = torch.optim.RAdam(model.parameters(), lr=0.05)
for epoch in range(10):
    loss = criterion(model(x), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
predicted = model(x).argmax(1)
confusion = torch.zeros(2, 2, dtype=torch.int64)
confusion.index_put_((targets, predicted), torch.ones(60, dtype=torch.int64), accumulate=True)
weighted = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 4.0]))(model(x), targets)
pos = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(4.0))(model(x)[:, 1], targets.float())
print(f"{loss.item():.5f} {weighted.item():.4f} {pos.item():.4f}")
print(confusion, (confusion.diagonal() / confusion.sum(1)).tolist())
print(list(criterion.state_dict()), torch.nonzero(predicted != targets).flatten()[:3])
