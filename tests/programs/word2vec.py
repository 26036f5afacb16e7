"""Skip-gram with negative samples: two embeddings, products of rows, logsigmoid."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

corpus = "the quick brown fox jumps over the lazy dog the fox likes the dog".split()
vocabulary = sorted(set(corpus))
word_to_ix = {word: i for i, word in enumerate(vocabulary)}
pairs = [
    (word_to_ix[corpus[i]], word_to_ix[corpus[j]])
    for i in range(len(corpus))
    for j in (i - 1, i + 1)
    if 0 <= j < len(corpus)
]
centre, context = (torch.LongTensor(list(column)) for column in zip(*pairs))
rng = np.random.default_rng(16)


class SkipGram(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.u = nn.Embedding(vocab_size, embedding_dim)
        self.v = nn.Embedding(vocab_size, embedding_dim)

    def forward(self, centre, context, negatives):
        emb_u, emb_v = self.u(centre), self.v(context)
        score = F.logsigmoid((emb_u * emb_v).sum(dim=1))
        neg = torch.bmm(self.v(negatives), emb_u.unsqueeze(2)).squeeze(2)
        return -(score + F.logsigmoid(-neg).sum(dim=1)).mean()


model = fill(SkipGram(len(vocabulary), 6))
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.3)
for epoch in range(10):
    negatives = torch.from_numpy(rng.integers(0, len(vocabulary), (len(pairs), 3)))
    optimizer.zero_grad()
    loss = model(centre, context, negatives)
    loss.backward()
    optimizer.step()
print(f"{loss.item():.4f}")
vectors = F.normalize(model.u.weight.data, dim=1)
similar = F.cosine_similarity(vectors[word_to_ix["fox"]].unsqueeze(0), vectors)
values, order = torch.sort(similar, descending=True)
print([vocabulary[i] for i in order[:3]], values[:3])
