"""Handwritten digits: the network of the digits tutorial, its training loop and its printout.

    python examples/mnist.py            784-512-256-128-10 without activations: about 0.92
    python examples/mnist.py --relu     the same with ReLU between the layers: about 0.94
    python examples/mnist.py --cnn      a small convolutional network: about 0.99
    python examples/mnist.py --digits   on the 8x8 digits shipped with minidnn

MNIST's four files are looked for in --data, in $MINIDNN_DATA/mnist, and in the cache.
"""

import argparse
import sys

import numpy as np

import minidnn
from minidnn import datasets, nn, optim
from minidnn.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser(description="Train a network on handwritten digits.")
network = parser.add_mutually_exclusive_group()
network.add_argument("--relu", action="store_true", help="ReLU between the layers")
network.add_argument("--cnn", action="store_true", help="a convolutional network")
parser.add_argument("--data", metavar="FOLDER", help="where MNIST's files are")
parser.add_argument("--digits", action="store_true", help="use the shipped 8x8 digits")
parser.add_argument("--iterations", type=int, help="training steps (1000; 2800 with --cnn)")
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
minidnn.manual_seed(options.seed)


# The data: images (N, 1, H, W) in [0, 1], labels (N,)

if options.digits:
    table = datasets.load_digits()
    images, labels = table.images[:, None] / 16, table.target
    train = TensorDataset(images[:1500], labels[:1500])
    test = TensorDataset(images[1500:], labels[1500:])
else:

    def mnist(train):
        raw = datasets.MNIST(options.data, train=train)
        return TensorDataset(raw.data[:, None].float() / 255, raw.targets)

    try:
        train, test = mnist(train=True), mnist(train=False)
    except datasets.DatasetNotFound as error:
        sys.exit(f"{error}\nOr train on the digits that come with minidnn: add --digits")

side = train[0][0].shape[-1]


# The network

n_input, n_hidden1, n_hidden2, n_hidden3, n_output = side * side, 512, 256, 128, 10
learning_rate = 1e-4
n_iterations = options.iterations or 1000
batch_size = 128
dropout = 0.5  # the probability to keep a number of the last hidden layer


def layer(inputs, outputs):
    """A linear layer with truncated normal weights (std 0.1) and biases of 0.1."""
    linear = nn.Linear(inputs, outputs)
    nn.init.trunc_normal_(linear.weight, std=0.1, a=-0.2, b=0.2)
    nn.init.constant_(linear.bias, 0.1)
    return linear


activation = nn.ReLU if options.relu else nn.Identity

if options.cnn:
    learning_rate = 3e-3
    n_iterations, batch_size = options.iterations or 2800, 64  # three times through MNIST
    dropout = 0.75
    quarter = side // 4
    model = nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(32 * quarter * quarter, 128), nn.ReLU()),
        *(nn.Dropout(1 - dropout), nn.Linear(128, n_output)),
    )
else:
    model = nn.Sequential(
        nn.Flatten(),
        *(layer(n_input, n_hidden1), activation()),
        *(layer(n_hidden1, n_hidden2), activation()),
        *(layer(n_hidden2, n_hidden3), activation()),
        *(nn.Dropout(1 - dropout), layer(n_hidden3, n_output)),
    )

cross_entropy = nn.CrossEntropyLoss()
train_step = optim.Adam(model.parameters(), lr=learning_rate)
schedule = optim.lr_scheduler.LambdaLR(train_step, lambda i: 1.0)
if options.cnn:  # a rate that rises and falls again
    schedule = optim.lr_scheduler.OneCycleLR(train_step, learning_rate, n_iterations)


# The training


def next_batches(n):
    """n batches; after each time through the data it is shuffled anew."""
    loader = DataLoader(train, batch_size, shuffle=True, drop_last=True)
    while True:
        for batch in loader:
            if n == 0:
                return
            n -= 1
            yield batch


def accuracy(outputs, labels):
    """The share of images whose largest output is at their label."""
    return (outputs.argmax(dim=1) == labels).float().mean().item()


for i, (batch_x, batch_y) in enumerate(next_batches(n_iterations)):
    loss = cross_entropy(model(batch_x), batch_y)
    train_step.zero_grad()
    loss.backward()
    train_step.step()
    schedule.step()

    if i % 100 == 0:
        model.eval()
        with minidnn.no_grad():
            outputs = model(batch_x)
            minibatch_loss = cross_entropy(outputs, batch_y).item()
            minibatch_accuracy = accuracy(outputs, batch_y)
        model.train()
        print(
            f"Iteration {i}\t| Loss = {minibatch_loss:.6g}\t| Accuracy = {minibatch_accuracy:.6g}",
            flush=True,
        )


# The test

model.eval()
with minidnn.no_grad():
    right = [(model(x).argmax(dim=1) == y).numpy() for x, y in DataLoader(test, batch_size=500)]
print(f"\nAccuracy on test set: {np.concatenate(right).mean():.4f}")
