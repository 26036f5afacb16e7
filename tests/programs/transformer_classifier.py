"""A TransformerEncoder over word numbers, with a padding mask and sinusoids for the places."""

import math

import numpy as np
import torch
from same import fill
from torch import nn

rng = np.random.default_rng(14)
tokens = torch.tensor(rng.integers(1, 20, (6, 7)))
tokens[1, 4:] = 0
tokens[3, 2:] = 0
labels = torch.tensor([0, 1, 2, 0, 1, 2])


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, dropout=0.0, max_len=50):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2] = torch.sin(position * div_term)
        pe[0, :, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return self.dropout(x + self.pe[:, : x.size(1)])


class Classifier(nn.Module):
    def __init__(self, d_model=16):
        super().__init__()
        self.embedding = nn.Embedding(20, d_model)
        self.pos = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, 2, 32, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.head = nn.Linear(d_model, 3)

    def forward(self, x):
        mask = x == 0
        h = self.pos(self.embedding(x) * math.sqrt(16))
        h = self.encoder(h, src_key_padding_mask=mask)
        h = h.masked_fill(mask.unsqueeze(-1), 0.0).sum(1) / (~mask).sum(1, keepdim=True)
        return self.head(h)


model = fill(Classifier())
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, eps=1e-4)
for step in range(4):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)(model(tokens), labels)
    loss.backward()
    optimizer.step()
    print(f"{step} {loss.item():.4f}")
