"""A recurrent cell made of two Linear layers classifies names by their letters."""

import string

import torch
import torch.nn as nn
from same import fill

all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)
names = {"Dutch": ["Kuiper", "Snaaijer", "Rompa"], "Irish": ["O'Neal", "Brady", "Casey"]}
categories = list(names)


def line_to_tensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][all_letters.find(letter)] = 1
    return tensor


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = torch.tanh(self.i2h(combined))
        return self.softmax(self.i2o(combined)), hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


rnn = fill(RNN(n_letters, 12, 2))
criterion = nn.NLLLoss()
learning_rate = 0.1
total = 0.0
for epoch in range(3):
    for category, lines in names.items():
        for line in lines:
            category_tensor = torch.tensor([categories.index(category)], dtype=torch.long)
            hidden = rnn.initHidden()
            rnn.zero_grad()
            for letter in line_to_tensor(line):
                output, hidden = rnn(letter, hidden)
            loss = criterion(output, category_tensor)
            loss.backward()
            for p in rnn.parameters():
                p.data.add_(p.grad.data, alpha=-learning_rate)
            total += loss.item()
top_n, top_i = output.topk(1)
print(categories[top_i[0].item()], f"{total:.4f}")
