"""Letters without knowing where they stand: CTCLoss, greedy decoding."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

rng = np.random.default_rng(50)
T, N, C = 10, 3, 5
x = torch.tensor(rng.normal(size=(T, N, 4)), dtype=torch.float32)
targets = torch.tensor([[1, 2, 3], [2, 2, 0], [4, 0, 0]])
target_lengths = torch.tensor([3, 2, 1])
input_lengths = torch.full((N,), T, dtype=torch.long)
rnn = fill(nn.LSTM(4, 6, bidirectional=True), 1)
head = fill(nn.Linear(12, C), 2)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.02)
ctc = nn.CTCLoss(blank=0, zero_infinity=True)
for step in range(6):
    log_probs = head(rnn(x)[0]).log_softmax(2)
    loss = ctc(log_probs, targets, input_lengths, target_lengths)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
best = log_probs.argmax(-1).t()
decoded = [torch.unique_consecutive(row) for row in best]
print([d[d != 0].tolist() for d in decoded])
