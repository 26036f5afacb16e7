"""An autoencoder squeezes rows of eight numbers through two."""

import numpy as np
import torch
from same import fill
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(7)
codes = rng.normal(size=(64, 2))
data = torch.tensor(np.tanh(codes @ rng.normal(size=(2, 8))), dtype=torch.float32)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 6), nn.ReLU(True), nn.Linear(6, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 6), nn.ReLU(True), nn.Linear(6, 8), nn.Tanh())

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = fill(Autoencoder())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
loader = DataLoader(TensorDataset(data), batch_size=16)
for epoch in range(8):
    for (batch,) in loader:
        loss = criterion(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch % 3 == 1:
        print("epoch [{}/{}], loss:{:.4f}".format(epoch + 1, 8, loss.item()))
latent = model.encoder(data[:4]).detach()
print(latent)
