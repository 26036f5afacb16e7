"""Two clouds of points told apart: BCEWithLogitsLoss and accuracy."""

import numpy as np
import torch
from same import fill
from torch import nn, optim

rng = np.random.default_rng(2)
X = np.concatenate([rng.normal(-1, 1, (60, 2)), rng.normal(1, 1, (60, 2))]).astype("float32")
X = torch.from_numpy(X)
y = torch.cat((torch.zeros(60), torch.ones(60)))


class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super(LogisticRegression, self).__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(1)


model = fill(LogisticRegression(2))
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.SGD(model.parameters(), lr=0.5, momentum=0.9, weight_decay=1e-4)
losses = []
for epoch in range(30):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

with torch.no_grad():
    probabilities = torch.sigmoid(model(X))
    predicted = probabilities.round()
    accuracy = predicted.eq(y).sum() / float(y.shape[0])
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, accuracy {accuracy:.4f}")
