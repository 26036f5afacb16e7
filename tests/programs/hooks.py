"""Looking into a network: forward hooks, hooks on gradients, requires_grad, detach."""

import torch
import torch.nn as nn
from same import fill

model = fill(nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2)))
shapes, norms = [], []


def remember(module, inputs, output):
    shapes.append((module.__class__.__name__, tuple(inputs[0].shape), tuple(output.shape)))


handles = [layer.register_forward_hook(remember) for layer in model]
x = torch.arange(12.0).view(3, 4) / 10
x.requires_grad_()
x.register_hook(lambda grad: norms.append(grad.norm().item()))
out = model(x)
out.retain_grad()
out.pow(2).sum().backward()
for handle in handles:
    handle.remove()
model(x)
print(shapes)
print(norms, out.grad.shape)

h = torch.ones(2, requires_grad=True)
doubled = (h * 3).register_hook  # a bound method, not called
y = h * 3
y.register_hook(lambda g: g * 2)
y.sum().backward()
print(h.grad, y.requires_grad, y.detach().requires_grad, y.is_leaf, h.is_leaf)
del doubled
pre = model[0].register_forward_pre_hook(lambda m, args: (args[0] * 0,))
zero = model(x)
pre.remove()
print(torch.equal(zero[0], zero[1]), [name for name, _ in model.named_children()])
