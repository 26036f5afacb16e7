"""Three spirals: a Dataset of one's own, DataLoader, CrossEntropyLoss, a train and a test loop."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill
from torch.utils.data import DataLoader, Dataset


class Spirals(Dataset):
    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, 3, n)
        r = rng.uniform(0.1, 1, n)
        angle = 4 * r + self.labels * 2.1 + rng.normal(0, 0.1, n)
        self.points = np.stack([r * np.sin(angle), r * np.cos(angle)], 1).astype(np.float32)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return torch.from_numpy(self.points[idx]), self.labels[idx]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 32)
        self.fc2 = nn.Linear(32, 32)
        self.fc3 = nn.Linear(32, 3)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


train_loader = DataLoader(Spirals(192, 0), batch_size=32, shuffle=False)
test_loader = DataLoader(Spirals(60, 1), batch_size=25)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = fill(Net()).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)


def train(epoch):
    net.train()
    running = 0.0
    for batch_idx, (data, target) in enumerate(train_loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = criterion(net(data), target)
        loss.backward()
        optimizer.step()
        running += loss.item() * data.size(0)
    return running / len(train_loader.dataset)


def test():
    net.eval()
    correct = 0
    with torch.no_grad():
        for data, target in test_loader:
            pred = net(data).argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    return 100.0 * correct / len(test_loader.dataset)


for epoch in range(1, 4):
    print(f"epoch {epoch} loss {train(epoch):.4f}")
accuracy = test()
print(f"test accuracy {accuracy:.1f} %")
