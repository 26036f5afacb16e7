"""An LSTM continues sine waves: batch_first, hidden states kept, MSELoss."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

t = np.arange(0, 40)
waves = np.stack([np.sin(0.2 * t + phase) for phase in (0, 1, 2, 3)]).astype(np.float32)
inputs = torch.from_numpy(waves[:, :-1, None])
targets = torch.from_numpy(waves[:, 1:, None])


class LSTM(nn.Module):
    def __init__(self, hidden_size=10, num_layers=2):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        self.lstm = nn.LSTM(1, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, 1)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size).to(x.device)
        c0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size).to(x.device)
        out, (hn, cn) = self.lstm(x, (h0, c0))
        return self.fc(out), hn, cn


model = fill(LSTM())
print(model)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(8):
    outputs, hn, cn = model(inputs)
    loss = nn.MSELoss()(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 2 == 0:
        print("Epoch: %d, loss: %1.5f" % (epoch, loss.item()))
print(hn.shape, cn.shape, model.lstm.weight_hh_l1.shape)
