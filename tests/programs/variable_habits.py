"""A program of 2017: Variable, size_average, .data, and how one reads a loss today."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.autograd import Variable

rng = np.random.default_rng(0)
x = Variable(torch.from_numpy(rng.normal(size=(8, 3))).type(torch.FloatTensor))
y = Variable(torch.FloatTensor(rng.normal(size=(8, 1)).tolist()), requires_grad=False)

model = fill(nn.Linear(3, 1))
criterion = torch.nn.MSELoss(size_average=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for t in range(5):
    y_pred = model(x)
    loss = criterion(y_pred, y)
    print(t, loss.data.item())
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm(model.parameters(), 5)
    optimizer.step()

try:
    print(loss.data[0])
except IndexError as error:
    print(type(error).__name__, error)

w = Variable(torch.ones(2, 2), requires_grad=True)
out = (3 * (w + 2) ** 2).mean()
out.backward()
print(w.grad.data)
print(w.data, w.data.requires_grad, w.size())
