"""Sentences of different length: pad_sequence, pack_padded_sequence, a GRU in both directions."""

import torch
import torch.nn as nn
from same import fill
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

sentences = [[1, 2, 3, 4, 5], [6, 7], [8, 2, 9], [3]]
labels = torch.tensor([0, 1, 1, 0])
lengths = torch.tensor([len(s) for s in sentences])
padded = pad_sequence([torch.tensor(s) for s in sentences], batch_first=True, padding_value=0)
print(padded)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 6, padding_idx=0)
        self.gru = nn.GRU(6, 5, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(10, 2)

    def forward(self, x, lengths):
        embedded = self.embedding(x)
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        out, hidden = self.gru(packed)
        self.out, self.out_lengths = pad_packed_sequence(out, batch_first=True)
        return self.fc(torch.cat([hidden[-2], hidden[-1]], dim=1))


model = fill(Classifier())
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(5):
    loss = nn.functional.cross_entropy(model(padded, lengths), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.5f}")
print(model.out.shape, model.out_lengths)
print(model.embedding.weight.grad[0])
