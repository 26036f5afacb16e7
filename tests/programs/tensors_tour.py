"""A first walk through tensors: making them, their shapes, arithmetic, indexing, NumPy."""

import numpy as np
import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(x)
print(x.shape, x.dtype, x.device)
print(x.size(0), x.numel(), x.dim())

zeros = torch.zeros(2, 3)
ones = torch.ones_like(x)
steps = torch.arange(0, 10, 2)
between = torch.linspace(0, 1, 5)
print(zeros, ones, steps, between, sep="\n")

total = x + ones * 2
product = x @ x.T
print(total)
print(product)
print(x.sum(), x.mean(dim=0), x.max(dim=1))

row = x[0]
column = x[:, 1]
chosen = x[x > 2.5]
print(row, column, chosen)
x[1, 2] = -1
print(x.view(3, 2), x.reshape(-1), x.t())

joined = torch.cat([x, ones], dim=0)
stacked = torch.stack([x, ones])
print(joined.shape, stacked.shape, x.unsqueeze(0).shape)

array = x.numpy()
back = torch.from_numpy(np.array([1, 2, 3]))
print(array, back.dtype, back.float())

x.add_(1)  # in place
print(x, x.sum().item())
is_big = (x > 3).any().item(), (x > 100).all().item()
print(is_big, torch.is_tensor(x), x.clamp(min=0, max=4))
