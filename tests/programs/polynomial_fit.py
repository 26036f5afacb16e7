"""sin(x) as a cubic polynomial: with powers of x, nn.Sequential and RMSprop."""

import math

import torch
from same import fill

x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
p = torch.tensor([1, 2, 3])
xx = x.unsqueeze(-1).pow(p)

model = fill(torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1)))
loss_fn = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-2)
for t in range(100):
    y_pred = model(xx)
    loss = loss_fn(y_pred, y)
    if t % 25 == 24:
        print(t, f"{loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

layer = model[0]
print(
    f"y = {layer.bias.item():.3f} + {layer.weight[:, 0].item():.3f} x + "
    f"{layer.weight[:, 1].item():.3f} x^2 + {layer.weight[:, 2].item():.3f} x^3"
)
