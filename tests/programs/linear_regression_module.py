"""The same line with nn.Linear, MSELoss and SGD."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

x_train = np.array([3.3, 4.4, 5.5, 6.7, 6.9, 4.1, 9.7, 6.1, 7.5, 2.1], np.float32).reshape(-1, 1)
y_train = np.array([1.7, 2.7, 2.0, 3.1, 1.6, 1.5, 3.3, 2.5, 2.5, 1.2], np.float32).reshape(-1, 1)

model = fill(nn.Linear(1, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

for epoch in range(60):
    inputs = torch.from_numpy(x_train)
    targets = torch.from_numpy(y_train)
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if (epoch + 1) % 20 == 0:
        print(f"Epoch [{epoch + 1}/60], Loss: {loss.item():.4f}")

predicted = model(torch.from_numpy(x_train)).detach().numpy()
print(predicted.ravel())
print(model)
