"""Saving and going on: state dicts in a file, map_location, strict=False, a whole dictionary."""

import os
import tempfile

import torch
import torch.nn as nn
from same import fill

folder = tempfile.mkdtemp()
PATH = os.path.join(folder, "checkpoint.pt")
x = torch.linspace(-1, 1, 12).view(4, 3)
target = x.sum(1, keepdim=True)


def make():
    model = fill(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)


def train(model, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), target)
        loss.backward()
        optimizer.step()
    return loss.item()


straight, opt = make()
whole = train(straight, opt, 6)

model, optimizer = make()
loss = train(model, optimizer, 3)
torch.save(
    {
        "epoch": 3,
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "loss": loss,
    },
    PATH,
)
again, again_optimizer = make()
checkpoint = torch.load(PATH, map_location=torch.device("cpu"), weights_only=True)
print(again.load_state_dict(checkpoint["model_state_dict"]))
again_optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
resumed = train(again, again_optimizer, 3)
print(f"{whole:.6f} {resumed:.6f} {whole == resumed}")

other = nn.Sequential(nn.Linear(3, 4), nn.Tanh())
result = other.load_state_dict(model.state_dict(), strict=False)
print(result.missing_keys, result.unexpected_keys)
try:
    other.load_state_dict(model.state_dict())
except RuntimeError as error:
    print("2.weight" in str(error))
tensor_file = os.path.join(folder, "tensors.pt")
torch.save([torch.arange(3), {"a": torch.ones(2)}], tensor_file)
print(torch.load(tensor_file))
for name, parameter in model.named_parameters():
    print(name, tuple(parameter.shape), parameter.requires_grad)
del folder, PATH, tensor_file, checkpoint["optimizer_state_dict"]
