"""The next word from the two before it: Embedding, view, a list of losses."""

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from same import fill

CONTEXT_SIZE = 2
words = """when forty winters shall besiege thy brow and dig deep trenches in thy beauty's
field thy youth's proud livery so gazed on now will be a tattered weed""".split()
ngrams = [([words[i - 2], words[i - 1]], words[i]) for i in range(2, len(words))]
vocab = sorted(set(words))
word_to_ix = {word: i for i, word in enumerate(vocab)}


class NGramLanguageModeler(nn.Module):
    def __init__(self, vocab_size, embedding_dim, context_size):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.linear1 = nn.Linear(context_size * embedding_dim, 32)
        self.linear2 = nn.Linear(32, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        out = F.relu(self.linear1(embeds))
        return F.log_softmax(self.linear2(out), dim=1)


losses = []
loss_function = nn.NLLLoss()
model = fill(NGramLanguageModeler(len(vocab), 10, CONTEXT_SIZE))
optimizer = optim.SGD(model.parameters(), lr=0.05)
for epoch in range(4):
    total_loss = 0
    for context, target in ngrams:
        context_idxs = torch.tensor([word_to_ix[w] for w in context], dtype=torch.long)
        model.zero_grad()
        log_probs = model(context_idxs)
        loss = loss_function(log_probs, torch.tensor([word_to_ix[target]], dtype=torch.long))
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    losses.append(total_loss)
print(losses)
