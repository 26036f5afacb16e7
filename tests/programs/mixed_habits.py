"""Spellings that one meets in older and newer programs side by side."""

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim
import torch.utils.data
from same import fill
from torch.nn.parameter import Parameter

use_cuda = torch.cuda.is_available() and False
device = torch.device("cuda:0" if use_cuda else "cpu")
kwargs = {"num_workers": 1, "pin_memory": True} if use_cuda else {}
torch.manual_seed(1)
torch.set_printoptions(precision=4)

FloatTensor = torch.cuda.FloatTensor if use_cuda else torch.FloatTensor
a = FloatTensor([1, 2, 3])
b = a.type(torch.LongTensor)
c = a.new_zeros(2, 2).to(device=device, dtype=torch.float64)
d = a.new_tensor([4.0, 5.0]).double().type("torch.FloatTensor")
print(a.type(), b.type(), c.dtype, d, a.is_cuda)
print(a.size(), a.numel(), a.nelement(), len(a), a.tolist())
print(F.softmax(a, dim=0).sum().item(), a.mean().item(), a.std().item())

for value in a:
    print(value.item(), end=" ")
print(2.0 in a, bool(a[0] == 1), int(b[2]), float(a[1]))
e = torch.Tensor(2, 3).fill_(0.5)
f = e.view(-1, 2).transpose(0, 1).contiguous().view(6)
print(e, f.shape, torch.Size([2, 3]) == e.shape, tuple(e.shape))

w = Parameter(torch.ones(3, 1))
loss = torch.nn.L1Loss(reduction="mean")(a.view(1, 3).mm(w), torch.zeros(1, 1))
loss.backward()
print(w.grad.view(-1), loss.item(), w.grad.data.norm(2).item())

net = fill(nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1)))
net = net.cuda() if use_cuda else net.cpu()
net.float().eval()
assert not net.training
out = net(a.unsqueeze(0)).cpu().data.numpy()
print(out.argmax(), out.shape, sum(p.numel() for p in net.parameters()))
print(torch.cat((a, a)).sum(), torch.ones(2, 3).sum(1).size(), torch.numel(e))
print(torch.where(a > 1.5, a, torch.zeros_like(a)), torch.masked_select(a, a.gt(1)))
print(isinstance(net[0].weight, nn.Parameter), torch.is_tensor(a), torch.is_floating_point(b))
print([m.__class__.__name__ for m in net.modules()])
