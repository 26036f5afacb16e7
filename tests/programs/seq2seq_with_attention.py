"""Sequences turned round: GRU encoder and decoder with additive attention and teacher forcing."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

SOS, EOS, N = 0, 1, 8
rng = np.random.default_rng(13)
source = torch.tensor(rng.integers(2, N, (6, 5)))
target = torch.flip(source, dims=[1])


class EncoderRNN(nn.Module):
    def __init__(self, hidden_size=12):
        super().__init__()
        self.embedding = nn.Embedding(N, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, batch_first=True)

    def forward(self, input):
        return self.gru(self.embedding(input))


class BahdanauAttention(nn.Module):
    def __init__(self, hidden_size=12):
        super().__init__()
        self.Wa = nn.Linear(hidden_size, hidden_size)
        self.Ua = nn.Linear(hidden_size, hidden_size)
        self.Va = nn.Linear(hidden_size, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        scores = scores.squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class AttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size=12):
        super().__init__()
        self.embedding = nn.Embedding(N, hidden_size)
        self.attention = BahdanauAttention(hidden_size)
        self.gru = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, N)

    def forward(self, encoder_outputs, hidden, target):
        decoder_input = torch.empty(target.size(0), 1, dtype=torch.long).fill_(SOS)
        outputs, attentions = [], []
        for i in range(target.size(1)):
            query = hidden.permute(1, 0, 2)
            context, weights = self.attention(query, encoder_outputs)
            input_gru = torch.cat((self.embedding(decoder_input), context), dim=2)
            output, hidden = self.gru(input_gru, hidden)
            outputs.append(self.out(output))
            attentions.append(weights)
            decoder_input = target[:, i].unsqueeze(1)
        return F.log_softmax(torch.cat(outputs, 1), dim=-1), torch.cat(attentions, dim=1)


encoder, decoder = fill(EncoderRNN(), 1), fill(AttnDecoderRNN(), 2)
optimizers = [torch.optim.Adam(m.parameters(), lr=0.01, eps=1e-4) for m in (encoder, decoder)]
criterion = nn.NLLLoss()
for epoch in range(4):
    for o in optimizers:
        o.zero_grad()
    encoder_outputs, hidden = encoder(source)
    log_probs, attention = decoder(encoder_outputs, hidden, target)
    loss = criterion(log_probs.view(-1, N), target.reshape(-1))
    loss.backward()
    for o in optimizers:
        o.step()
    print(f"{loss.item():.4f}")
print(attention.shape, torch.allclose(attention.sum(-1), torch.ones(())))
