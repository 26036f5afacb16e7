"""A graph convolutional network on two clubs: normalised adjacency, scatter, masks of nodes."""

import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill
from torch.nn.parameter import Parameter

rng = np.random.default_rng(45)
labels = torch.tensor([0] * 8 + [1] * 8)
pairs = [(i, j) for i in range(16) for j in range(i)]
edges = [(i, j) for i, j in pairs if rng.random() < (0.5 if i // 8 == j // 8 else 0.05)]
edge_index = torch.tensor(edges + [(j, i) for i, j in edges]).t().contiguous()
adj = torch.zeros(16, 16)
adj[edge_index[0], edge_index[1]] = 1.0
adj = adj + torch.eye(16)
degree = adj.sum(1)
norm = torch.diag(degree.pow(-0.5))
adj_norm = norm @ adj @ norm
features = torch.tensor(rng.normal(size=(16, 5)), dtype=torch.float32)


class GraphConvolution(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = Parameter(torch.FloatTensor(in_features, out_features))
        self.bias = Parameter(torch.zeros(out_features))
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / math.sqrt(self.weight.size(1))
        self.weight.data.uniform_(-stdv, stdv)

    def forward(self, input, adj):
        return torch.mm(adj, torch.mm(input, self.weight)) + self.bias


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.gc1 = GraphConvolution(5, 8)
        self.gc2 = GraphConvolution(8, 2)

    def forward(self, x, adj):
        return F.log_softmax(self.gc2(F.relu(self.gc1(x, adj)), adj), dim=1)


model = fill(GCN())
optimizer = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=5e-4)
train_mask = torch.zeros(16, dtype=torch.bool)
train_mask[[0, 1, 8, 9]] = True
for epoch in range(8):
    optimizer.zero_grad()
    output = model(features, adj_norm)
    loss = F.nll_loss(output[train_mask], labels[train_mask])
    loss.backward()
    optimizer.step()
correct = (output.argmax(1)[~train_mask] == labels[~train_mask]).sum().item()
index = edge_index[0].unsqueeze(1).expand(-1, 5)
summed = torch.zeros(16, 5).scatter_add_(0, index, features[edge_index[1]])
assert torch.allclose(summed, (adj - torch.eye(16)) @ features, atol=1e-5)
print(f"{loss.item():.4f}", correct, degree.int().tolist(), edge_index.shape)
