"""A Dataset of dictionaries with transforms as classes, and a collate function that pads."""

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision import transforms


class Rescale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, sample):
        return {**sample, "signal": sample["signal"] * self.factor}


class ToTensor:
    def __call__(self, sample):
        return {"signal": torch.from_numpy(sample["signal"]), "label": sample["label"]}


class Signals(Dataset):
    def __init__(self, n, transform=None):
        rng = np.random.default_rng(34)
        self.items = [rng.normal(size=rng.integers(2, 6)).astype(np.float32) for _ in range(n)]
        self.transform = transform

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        if torch.is_tensor(idx):
            idx = idx.tolist()
        sample = {"signal": self.items[idx], "label": idx % 2}
        return self.transform(sample) if self.transform else sample


def pad_collate(batch):
    longest = max(len(sample["signal"]) for sample in batch)
    signals = torch.zeros(len(batch), longest)
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    for i, sample in enumerate(batch):
        n = len(sample["signal"])
        signals[i, :n] = sample["signal"]
        mask[i, :n] = True
    return signals, mask, torch.tensor([sample["label"] for sample in batch])


dataset = Signals(10, transforms.Compose([Rescale(2.0), ToTensor()]))
print(len(dataset), dataset[3]["signal"])
loader = DataLoader(dataset, batch_size=4, collate_fn=pad_collate)
for i, (signals, mask, labels) in enumerate(loader):
    means = (signals * mask).sum(1) / mask.sum(1)
    print(i, signals.shape, labels, means)

pairs = DataLoader([{"x": np.ones(2), "n": i, "s": str(i)} for i in range(3)], batch_size=2)
for batch in pairs:
    print(batch["x"].dtype, batch["n"], batch["s"])
train, val = random_split(dataset, [0.7, 0.3], generator=torch.Generator().manual_seed(0))
together = sorted(train.indices + val.indices)
print(len(train), len(val), together)
del train, val
