"""The work that is measured: each workload makes one step (a function) for minidnn or torch."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import models, sequences


@dataclass(frozen=True)
class Workload:
    """A name, how to make its step, and its goals as ratios to PyTorch's time.

    make: lib -> step, a function that does the work once and returns a number.
    busy: whether it is measured beside a busy process too.
    """

    name: str
    make: Callable
    must: float
    aim: float
    busy: bool = False


def training(lib, model, x, target, criterion, optimizer):
    """One step of training on one batch; returns the loss."""
    x, target = lib.from_numpy(x), lib.from_numpy(target)
    model.train()

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def batch(shape, classes, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal(shape, dtype=np.float32), rng.integers(0, classes, shape[0])


def prepared(lib, model):
    """The model with weights that are the same in every library."""
    rng = np.random.default_rng(1)
    state = {}
    for name, value in model.state_dict().items():
        shape = tuple(value.shape)
        if "running_var" in name or (len(shape) == 1 and "weight" in name):
            state[name] = np.ones(shape, np.float32)
        elif len(shape) < 2:
            state[name] = np.zeros(shape, np.float32)
        else:
            fan_in = int(np.prod(shape[1:]))
            scale = np.float32((2 / fan_in) ** 0.5)
            state[name] = rng.standard_normal(shape, dtype=np.float32) * scale
        if "num_batches" in name:
            state[name] = np.zeros(shape, np.int64)
    model.load_state_dict({name: lib.from_numpy(value) for name, value in state.items()})
    return model


def tutorial(lib):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((505, 5), dtype=np.float32)
    target = rng.integers(0, 2, (505, 1)).astype(np.float32)
    model = prepared(lib, models.tutorial_mlp(lib))
    optimizer = lib.optim.SGD(model.parameters(), lr=1e-2)
    return training(lib, model, x, target, lib.nn.BCELoss(), optimizer)


def mnist(lib):
    x, target = batch((128, 784), 10)
    model = prepared(lib, models.mnist_mlp(lib))
    optimizer = lib.optim.Adam(model.parameters(), lr=1e-3)
    return training(lib, model, x, target, lib.nn.CrossEntropyLoss(), optimizer)


def cnn(lib, size=64):
    x, target = batch((size, 1, 28, 28), 10)
    model = prepared(lib, models.small_cnn(lib))
    optimizer = lib.optim.Adam(model.parameters(), lr=1e-3)
    return training(lib, model, x, target, lib.nn.CrossEntropyLoss(), optimizer)


def resnet18(lib, size=64):
    x, target = batch((size, 3, 32, 32), 10)
    model = prepared(lib, models.resnet18(lib))
    optimizer = lib.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    return training(lib, model, x, target, lib.nn.CrossEntropyLoss(), optimizer)


def resnet50(size):
    def make(lib):
        x, _ = batch((size, 3, 224, 224), 10)
        model = prepared(lib, models.resnet50(lib)).eval()
        x = lib.from_numpy(x)

        def step():
            with lib.no_grad():
                return float(model(x)[0, 0].item())

        return step

    return make


def transfer(lib, size=16):
    """A frozen ResNet-18 in evaluation mode, of which only the last layer is trained."""
    x, target = batch((size, 3, 224, 224), 2)
    x, target = lib.from_numpy(x), lib.from_numpy(target)
    model = prepared(lib, models.resnet18(lib, classes=2, small_images=False)).eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    head = list(model.children())[-1]
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    optimizer = lib.optim.SGD(head.parameters(), lr=0.01, momentum=0.9)
    criterion = lib.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def prediction(rows):
    def make(lib):
        x = lib.from_numpy(batch((rows, 5), 2)[0])
        model = prepared(lib, models.tutorial_mlp(lib)).eval()

        def step():
            with lib.no_grad():
                return model(x)

        return step

    return make


def small_ops(lib, length=100):
    """A chain of ops on 16x16 arrays, forward and backward: what recording costs."""
    x, weight = lib.full((16, 16), 0.5), lib.eye(16)
    x.requires_grad_(True)

    def step():
        y = x
        for _ in range(length // 4):
            y = ((y + weight) * weight @ weight).relu()
        y.sum().backward()
        x.grad = None

    return step


WORKLOADS = [
    Workload("tutorial MLP step", tutorial, 0.75, 0.5, busy=True),
    Workload("MNIST MLP step", mnist, 0.85, 0.7, busy=True),
    Workload("small CNN step", cnn, 1.1, 0.9, busy=True),
    Workload("ResNet-18 step", resnet18, 1.15, 1.0),
    Workload("transfer step, batch 16", transfer, 1.1, 0.9),
    Workload("ResNet-50 inference, batch 1", resnet50(1), 1.3, 1.0),
    Workload("ResNet-50 inference, batch 8", resnet50(8), 1.1, 0.9),
    Workload("GPT step", sequences.gpt, 1.2, 0.9),
    Workload("LSTM step", sequences.lstm, 1.2, 0.8),
    Workload("writing 48 tokens", sequences.writing(48), 1.0, 0.9),
    Workload("MLP prediction, one row", prediction(1), 0.8, 0.6),
    Workload("100 small ops", small_ops, 0.75, 0.6),
]
