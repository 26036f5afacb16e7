"""A LeNet on drawn shapes: convolution, pooling, view, log_softmax and nll_loss."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from same import fill

rng = np.random.default_rng(5)
images = rng.normal(0, 0.3, (48, 1, 28, 28)).astype(np.float32)
labels = np.arange(48) % 3
for image, label in zip(images, labels):
    r, c = rng.integers(4, 16, 2)
    image[0, r : r + (2 if label == 1 else 8), c : c + (2 if label == 2 else 8)] += 2
data, target = torch.from_numpy(images), torch.from_numpy(labels).long()


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 12, kernel_size=5)
        self.conv2_drop = nn.Dropout2d(p=0.0)
        self.fc1 = nn.Linear(192, 30)
        self.fc2 = nn.Linear(30, 3)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = x.view(-1, 192)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, training=False)
        return F.log_softmax(self.fc2(x), dim=1)


model = fill(Net())
print(model)
optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.5)
for epoch in range(4):
    for i in range(0, 48, 16):
        optimizer.zero_grad()
        output = model(data[i : i + 16])
        loss = F.nll_loss(output, target[i : i + 16])
        loss.backward()
        optimizer.step()
    print(f"Train Epoch: {epoch}\tLoss: {loss.item():.4f}")
n_parameters = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(n_parameters)
