"""A graph network without a graph package: messages by index_select, sums by scatter_add_."""

import torch
import torch.nn.functional as F
from same import fill
from torch import nn

edges = torch.tensor(
    [[0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 0, 2, 3, 5], [1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 2, 0, 5, 3]]
)
x = torch.eye(6)
y = torch.tensor([0, 0, 0, 1, 1, 1])
train_mask = torch.zeros(6, dtype=torch.bool).index_fill_(0, torch.tensor([0, 5]), True)


class SAGEConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.own = nn.Linear(inputs, outputs)
        self.others = nn.Linear(inputs, outputs, bias=False)

    def forward(self, x, edge_index):
        source, target = edge_index
        messages = x.index_select(0, source)
        total = torch.zeros_like(x).scatter_add_(
            0, target.unsqueeze(-1).expand_as(messages), messages
        )
        degree = torch.bincount(target, minlength=x.size(0)).clamp(min=1).unsqueeze(-1)
        return self.own(x) + self.others(total / degree)


class GATConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.lin = nn.Linear(inputs, outputs, bias=False)
        self.att = nn.Parameter(torch.empty(1, 2 * outputs))
        nn.init.xavier_uniform_(self.att)

    def forward(self, x, edge_index):
        h, (source, target) = self.lin(x), edge_index
        e = F.leaky_relu((torch.cat([h[source], h[target]], dim=-1) * self.att).sum(-1), 0.2)
        top = torch.full((x.size(0),), float("-inf")).scatter_reduce(0, target, e, reduce="amax")
        weight = torch.exp(e - top[target])
        norm = torch.zeros(x.size(0)).index_add(0, target, weight)
        weight = weight / norm[target]
        return torch.zeros_like(h).index_add_(0, target, weight.unsqueeze(-1) * h[source])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = SAGEConv(6, 4), GATConv(4, 2)

    def forward(self, x, edge_index):
        return F.log_softmax(self.conv2(F.elu(self.conv1(x, edge_index)), edge_index), dim=-1)


model = fill(Net())
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=5e-4)
for epoch in range(1, 6):
    model.train()
    optimizer.zero_grad()
    out = model(x, edges)
    loss = F.nll_loss(out[train_mask], y[train_mask])
    loss.backward()
    optimizer.step()
    print(f"Epoch: {epoch:03d}, Loss: {loss:.4f}")
prediction = out.argmax(dim=-1)
