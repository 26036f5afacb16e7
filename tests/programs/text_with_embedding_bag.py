"""News by their words: nn.EmbeddingBag with offsets, made by a collate function."""

import torch
from same import fill
from torch import nn
from torch.utils.data import DataLoader

samples = [(1, [3, 5, 2]), (0, [1, 4]), (1, [5, 5, 2, 7]), (0, [4, 6, 1]), (1, [2]), (0, [6, 1])]


def collate_batch(batch):
    label_list, text_list, offsets = [], [], [0]
    for label, text in batch:
        label_list.append(label)
        processed = torch.tensor(text, dtype=torch.int64)
        text_list.append(processed)
        offsets.append(processed.size(0))
    offsets = torch.tensor(offsets[:-1]).cumsum(dim=0)
    return torch.tensor(label_list), torch.cat(text_list), offsets


class TextClassificationModel(nn.Module):
    def __init__(self, vocab_size, embed_dim, num_class):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab_size, embed_dim, sparse=False)
        self.fc = nn.Linear(embed_dim, num_class)

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))


model = fill(TextClassificationModel(8, 5, 2))
loader = DataLoader(samples, batch_size=3, shuffle=False, collate_fn=collate_batch)
optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
for epoch in range(4):
    correct = 0
    for label, text, offsets in loader:
        optimizer.zero_grad()
        predicted = model(text, offsets)
        loss = nn.CrossEntropyLoss()(predicted, label)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        correct += (predicted.argmax(1) == label).sum().item()
    scheduler.step()
    print(epoch, correct / len(samples), f"{loss.item():.4f}", scheduler.get_last_lr())
