"""Classes from a matrix of weights; log-softmax and the loss are written out."""

import numpy as np
import torch

rng = np.random.default_rng(3)
centres = rng.normal(0, 2, (4, 6))
labels = rng.integers(0, 4, 128)
x_train = torch.tensor(centres[labels] + rng.normal(0, 1, (128, 6)), dtype=torch.float32)
y_train = torch.tensor(labels)

weights = torch.tensor(rng.normal(0, 0.1, (6, 4)), dtype=torch.float32)
weights.requires_grad_()
bias = torch.zeros(4, requires_grad=True)


def log_softmax(x):
    return x - x.exp().sum(-1).log().unsqueeze(-1)


def model(xb):
    return log_softmax(xb @ weights + bias)


def nll(input, target):
    return -input[range(target.shape[0]), target].mean()


def accuracy(out, yb):
    preds = torch.argmax(out, dim=1)
    return (preds == yb).float().mean()


bs = 32
n, c = x_train.shape
lr = 0.2
for epoch in range(4):
    for i in range((n - 1) // bs + 1):
        xb, yb = x_train[i * bs : i * bs + bs], y_train[i * bs : i * bs + bs]
        loss = nll(model(xb), yb)
        loss.backward()
        with torch.no_grad():
            weights -= weights.grad * lr
            bias -= bias.grad * lr
            weights.grad.zero_()
            bias.grad.zero_()
    print(epoch, loss.item(), accuracy(model(x_train), y_train).item())
one_hot = torch.nn.functional.one_hot(y_train[:5], num_classes=4)
print(one_hot)
