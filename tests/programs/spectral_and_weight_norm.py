"""Reparametrised weights: weight_norm, spectral_norm, orthogonal start, and a Lipschitz bound."""

import torch
import torch.nn as nn
from same import fill
from torch.nn.utils import remove_weight_norm, spectral_norm, weight_norm

layer = weight_norm(nn.Linear(4, 3))
names = [name for name, _ in layer.named_parameters()]
print(sorted(names))
x = torch.linspace(-1, 1, 8).view(2, 4)
with torch.no_grad():
    layer.weight_g.copy_(torch.tensor([[1.0], [2.0], [3.0]]))
    layer.weight_v.copy_(torch.arange(12.0).view(3, 4) - 5)
    layer.bias.zero_()
out = layer(x)
out.sum().backward()
print(out.detach(), layer.weight_g.grad.view(-1))
remove_weight_norm(layer)
print(layer.weight.norm(dim=1).detach())

net = nn.Linear(5, 4, bias=False)
fill(net)
largest = torch.linalg.matrix_norm(net.weight.detach(), ord=2)
bounded = spectral_norm(net, n_power_iterations=50)
for _ in range(5):
    y = bounded(torch.ones(1, 5))
top = torch.linalg.svdvals(bounded.weight.detach())[0]
print(f"{largest.item():.4f} {top.item():.3f}", y.shape)
nn.init.orthogonal_(net.weight_orig.data)
del layer, net, bounded, y, names
