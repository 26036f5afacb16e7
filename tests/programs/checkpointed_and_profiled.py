"""Wrappers that change no number: checkpoint, compile, jit.script, profiler, autocast."""

import torch
import torch.nn as nn
from same import fill
from torch.autograd import profiler
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

model = fill(nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)))
x = torch.linspace(-1, 1, 12).view(3, 4).requires_grad_()

plain = model(x).sum()
plain.backward()
expected = x.grad.clone()
x.grad = None
saved = checkpoint(model, x, use_reentrant=False).sum()
saved.backward()
assert torch.allclose(x.grad, expected)
x.grad = None
pieces = checkpoint_sequential(model, 2, x, use_reentrant=False).sum()
pieces.backward()
print(torch.allclose(x.grad, expected), plain.item() == saved.item() == pieces.item())


@torch.jit.script_if_tracing
def scaled(a):
    return a * 2


with profiler.record_function("forward"), torch.no_grad():
    timed = model(x)
print(timed.detach().sum() == plain.detach(), scaled(torch.ones(1)))
with torch.autograd.set_detect_anomaly(True):
    (model(x) ** 2).mean().backward()
print(x.grad.shape, torch.is_grad_enabled())
