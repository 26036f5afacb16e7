"""Two tasks after another: elastic weight consolidation keeps what matters for the first."""

from copy import deepcopy

import numpy as np
import torch
import torch.nn.functional as F
from same import fill
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(77)


def task(shift):
    x = rng.normal(size=(24, 4)) + shift
    return TensorDataset(
        torch.as_tensor(x, dtype=torch.float32), torch.as_tensor((x[:, 0] > shift).astype(np.int64))
    )


class EWC:
    def __init__(self, model, dataset):
        self.model = model
        self.params = {n: p for n, p in model.named_parameters() if p.requires_grad}
        self._means = {n: p.clone().detach() for n, p in self.params.items()}
        self._fisher = {n: torch.zeros_like(p) for n, p in self.params.items()}
        model.eval()
        for x, _ in DataLoader(dataset, batch_size=1):
            model.zero_grad()
            output = model(x)
            F.nll_loss(F.log_softmax(output, dim=1), output.max(1)[1].view(-1)).backward()
            for n, p in self.params.items():
                self._fisher[n].data += p.grad.data**2 / len(dataset)
        model.train()

    def penalty(self, model):
        return sum(
            (self._fisher[n] * (p - self._means[n]) ** 2).sum() for n, p in model.named_parameters()
        )


def train(model, data, ewc=None, importance=50.0):
    optimizer = optim.SGD(model.parameters(), lr=0.2)
    for _ in range(3):
        for x, y in DataLoader(data, batch_size=8, shuffle=False):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            if ewc is not None:
                loss = loss + importance * ewc.penalty(model)
            loss.backward()
            optimizer.step()
    return loss.item()


def accuracy(model, data):
    x, y = data.tensors
    return (model(x).argmax(1) == y).float().mean().item()


first, second = task(0.0), task(2.0)
model = fill(nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2)))
print(f"{train(model, first):.4f}")
plain = deepcopy(model)
print(f"plain {train(plain, second):.4f} {accuracy(plain, first):.3f}")
memory = EWC(model, first)
print(f"ewc {train(model, second, memory):.4f} {accuracy(model, first):.3f}")
del memory
