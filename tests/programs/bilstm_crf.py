"""A tagger of sentences: bidirectional LSTM and a conditional random field, with Viterbi's way."""

import torch
from same import fill
from torch import nn, optim

START_TAG, STOP_TAG = "<START>", "<STOP>"
training_data = [
    ("the wall street journal reported today".split(), "B I I I O O".split()),
    ("georgia tech is a university in georgia".split(), "B I O O O O B".split()),
]
word_to_ix: dict[str, int] = {}
for sentence, _ in training_data:
    for word in sentence:
        word_to_ix.setdefault(word, len(word_to_ix))
tag_to_ix = {"B": 0, "I": 1, "O": 2, START_TAG: 3, STOP_TAG: 4}


def log_sum_exp(vec):
    max_score = vec[0, vec.argmax(dim=1).item()]
    return max_score + torch.log(torch.sum(torch.exp(vec - max_score.view(1, -1))))


class BiLSTM_CRF(nn.Module):
    def __init__(self, vocab_size, tags, embedding_dim, hidden_dim):
        super().__init__()
        self.tags, self.hidden_dim = tags, hidden_dim
        self.word_embeds = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim // 2, num_layers=1, bidirectional=True)
        self.hidden2tag = nn.Linear(hidden_dim, len(tags))
        self.transitions = nn.Parameter(torch.zeros(len(tags), len(tags)))

    def forbid(self):
        self.transitions.data[self.tags[START_TAG], :] = -10000
        self.transitions.data[:, self.tags[STOP_TAG]] = -10000

    def features(self, sentence):
        embeds = self.word_embeds(sentence).view(len(sentence), 1, -1)
        out, _ = self.lstm(embeds)
        return self.hidden2tag(out.view(len(sentence), self.hidden_dim))

    def forward_alg(self, feats):
        forward_var = torch.full((1, len(self.tags)), -10000.0)
        forward_var[0][self.tags[START_TAG]] = 0.0
        for feat in feats:
            alphas = []
            for tag in range(len(self.tags)):
                scores = forward_var + self.transitions[tag].view(1, -1) + feat[tag].view(1, -1)
                alphas.append(log_sum_exp(scores).view(1))
            forward_var = torch.cat(alphas).view(1, -1)
        return log_sum_exp(forward_var + self.transitions[self.tags[STOP_TAG]])

    def score(self, feats, tags):
        total = torch.zeros(1)
        tags = torch.cat([torch.tensor([self.tags[START_TAG]], dtype=torch.long), tags])
        for i, feat in enumerate(feats):
            total = total + self.transitions[tags[i + 1], tags[i]] + feat[tags[i + 1]]
        return total + self.transitions[self.tags[STOP_TAG], tags[-1]]

    def neg_log_likelihood(self, sentence, tags):
        feats = self.features(sentence)
        return self.forward_alg(feats) - self.score(feats, tags)

    def forward(self, sentence):
        back, var = [], torch.full((1, len(self.tags)), -10000.0)
        var[0][self.tags[START_TAG]] = 0
        for feat in self.features(sentence):
            best, ids = (var + self.transitions).max(dim=1)
            back.append(ids.tolist())
            var = (best + feat).view(1, -1)
        var = var + self.transitions[self.tags[STOP_TAG]]
        path = [int(var.argmax())]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        return var.max(), path[-2::-1]


model = fill(BiLSTM_CRF(len(word_to_ix), tag_to_ix, 5, 4))
model.forbid()
optimizer = optim.SGD(model.parameters(), lr=0.05, weight_decay=1e-4)
prepared = [
    (torch.tensor([word_to_ix[w] for w in s]), torch.tensor([tag_to_ix[t] for t in tags]))
    for s, tags in training_data
]
for _ in range(3):
    for sentence_in, targets in prepared:
        model.zero_grad()
        loss = model.neg_log_likelihood(sentence_in, targets)
        loss.backward()
        optimizer.step()
    print(f"{loss.item():.3f}")
with torch.no_grad():
    best_score, best_path = model(prepared[0][0])
print(round(best_score.item(), 2), best_path)
