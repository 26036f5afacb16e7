"""The smallest network that needs a hidden layer."""

import torch
import torch.nn as nn
from same import fill

X = torch.Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = torch.Tensor([0, 1, 1, 0]).view(-1, 1)

net = fill(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid()), seed=4)
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
for step in range(80):
    loss = criterion(net(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

net.eval()
out = net(X)
print(out)
print((out > 0.5).int().view(-1).tolist())
