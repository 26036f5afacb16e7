"""Images without their noise: Conv2d down, ConvTranspose2d up."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(8)
clean = np.zeros((12, 1, 12, 12), np.float32)
for image in clean:
    r, c = rng.integers(1, 7, 2)
    image[0, r : r + 4, c : c + 4] = 1
clean = torch.from_numpy(clean)
noisy = torch.clamp(clean + 0.3 * torch.from_numpy(rng.normal(size=clean.shape)).float(), 0.0, 1.0)


class ConvDenoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.t_conv1 = nn.ConvTranspose2d(4, 8, 3, stride=2)
        self.t_conv2 = nn.ConvTranspose2d(8, 8, 2, stride=2, output_padding=0)
        self.conv_out = nn.Conv2d(8, 1, 3, padding=0)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.t_conv1(x))
        x = F.relu(self.t_conv2(x))
        return torch.sigmoid(self.conv_out(x))


model = fill(ConvDenoiser())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(6):
    optimizer.zero_grad()
    outputs = model(noisy)
    loss = criterion(outputs, clean)
    loss.backward()
    optimizer.step()
    print(f"Epoch: {epoch} \tTraining Loss: {loss.item():.6f}")
print(outputs.shape)
