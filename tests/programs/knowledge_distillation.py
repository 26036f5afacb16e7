"""A small network learns the softened answers of a larger one: KLDivLoss with a temperature."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(41)
x = torch.tensor(rng.normal(size=(32, 6)), dtype=torch.float32)
labels = torch.tensor(rng.integers(0, 4, 32))
teacher = fill(nn.Sequential(nn.Linear(6, 32), nn.SELU(), nn.Linear(32, 4)), 1).eval()
student = fill(nn.Sequential(nn.Linear(6, 6), nn.CELU(), nn.Linear(6, 4)), 2)
optimizer = torch.optim.Adam(student.parameters(), lr=0.01)
T, soft_weight, ce_weight = 2.0, 0.75, 0.25
for epoch in range(6):
    optimizer.zero_grad()
    with torch.no_grad():
        teacher_logits = teacher(x)
    student_logits = student(x)
    soft_targets = F.softmax(teacher_logits / T, dim=-1)
    soft_prob = F.log_softmax(student_logits / T, dim=-1)
    by_hand = torch.sum(soft_targets * (soft_targets.log() - soft_prob)) / soft_prob.size(0) * T**2
    kd = nn.KLDivLoss(reduction="batchmean")(soft_prob, soft_targets) * T**2
    loss = soft_weight * kd + ce_weight * F.cross_entropy(student_logits, labels)
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f} {kd.item():.5f} {by_hand.item():.5f}")
agree = (student(x).argmax(1) == teacher(x).argmax(1)).float().mean().item()
print(agree)
