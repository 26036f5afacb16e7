"""A character model with nn.Embedding and nn.RNN, and the text that it continues."""

import torch
import torch.nn as nn
from same import fill

text = "hello world, hello tensor, hello gradient. "
chars = tuple(sorted(set(text)))
int2char = dict(enumerate(chars))
char2int = {ch: ii for ii, ch in int2char.items()}
encoded = torch.tensor([char2int[ch] for ch in text])


class CharRNN(nn.Module):
    def __init__(self, n_chars, hidden=24):
        super().__init__()
        self.embed = nn.Embedding(n_chars, 8)
        self.rnn = nn.RNN(8, hidden, num_layers=1, batch_first=True)
        self.fc = nn.Linear(hidden, n_chars)

    def forward(self, x, h=None):
        out, h = self.rnn(self.embed(x), h)
        return self.fc(out), h


net = fill(CharRNN(len(chars)))
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
x, y = encoded[:-1].unsqueeze(0), encoded[1:].unsqueeze(0)
for step in range(12):
    optimizer.zero_grad()
    logits, _ = net(x)
    loss = nn.functional.cross_entropy(logits.view(-1, len(chars)), y.view(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), max_norm=5)
    optimizer.step()
print(f"loss {loss.item():.4f}")

net.eval()
h, letter, said = None, torch.tensor([[char2int["h"]]]), "h"
with torch.no_grad():
    for _ in range(10):
        logits, h = net(letter, h)
        letter = logits[:, -1].argmax(-1, keepdim=True)
        said += int2char[letter.item()]
print(said)
