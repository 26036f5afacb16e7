"""`minidnn info --check`: is everything right on this machine and its GPU? Writes a report."""

import platform
import time
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import minidnn

from .. import backend, nn, optim
from ..nn import functional as F
from ..tensor import Tensor
from .output import Output
from .samples import filled, samples

REPORT = "minidnn-check.txt"
STEP, LIMIT = 1e-6, 1e-6  # of the central differences, in float64


def check(options: Namespace) -> int:
    """Run all checks; 0 for "all good", 1 where something is wrong."""
    output = Output(options.json)
    device = options.device or ("cuda" if backend.cuda.is_available() else "cpu")
    lines, troubles = machine(), []

    def tell(line: str) -> None:
        lines.append(line)
        output.say(line)

    output.say("\n".join(lines))
    try:
        np.asarray(backend.to_host(backend.to_device(np.ones(3), device)))
        tell(f"device     {describe(device)}")
        for title, part in PARTS.items():
            start = time.perf_counter()
            found = list(part(device, tell))
            seconds = time.perf_counter() - start
            troubles += found
            tell(f"{title:10} {f'{len(found)} wrong' if found else 'good'}, {seconds:.1f} s")
    except (RuntimeError, ValueError) as error:
        troubles.append(str(error))
    except Exception as error:  # the report is there to tell about what nobody foresaw
        troubles.append(f"{type(error).__name__}: {error}")
        lines.append(traceback.format_exc())
    for trouble in troubles:
        tell(f"wrong      {trouble}")
    tell("all good" if not troubles else f"{len(troubles)} trouble(s), see above")
    report = Path(options.report or REPORT)
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    output.say(f"report     {report} (attach it to an issue)")
    output.event("check", device=device, troubles=troubles, report=str(report))
    return 1 if troubles else 0


def machine() -> list[str]:
    """Versions and what CuPy knows without a GPU."""
    from .info import blas, threads, version_of

    lines = [
        f"minidnn    {version_of('minidnn')}, Python {platform.python_version()}, "
        f"NumPy {np.__version__} ({blas()}), {threads()}",
        f"system     {platform.platform()}",
        f"cupy       {version_of('cupy')}",
    ]
    return lines + [f"gpu        {text}" for text in backend.PLACES["cuda"].versions()]


def describe(device: str) -> str:
    """The device, with its memory."""
    if backend.device(device).type != "cuda":
        return device
    from .. import cuda

    free, total = cuda.mem_get_info(device)
    return (
        f"{device} {cuda.get_device_name(device)}, {backend.size_text(free)} of "
        f"{backend.size_text(total)} free"
    )


def gradients(device: str, tell: Callable) -> Iterator[str]:
    """Every op's rules against central differences, in float64 on the device."""
    rng, found = np.random.default_rng(0), samples()
    for name, (function, specs) in found.items():
        try:
            yield from wrong_rules(name, function, [filled(spec, rng) for spec in specs], device)
        except (TypeError, ValueError, RuntimeError, NotImplementedError) as error:
            yield f"{name}: {type(error).__name__}: {error}"
    tell(f"ops        {len(found)} samples, every rule against central differences")


def wrong_rules(
    name: str, function: Callable, inputs: list[np.ndarray], device: str
) -> Iterator[str]:
    """What is wrong with the gradients of one sample."""
    rng = np.random.default_rng(1)
    tensors: list[Any] = [placed(x, device) for x in inputs]
    for tensor in tensors:
        tensor.requires_grad_(tensor.dtype.kind == "f")
    y = function(*tensors)
    upstream = rng.standard_normal(tuple(y.shape))
    y.backward(placed(np.asarray(upstream), device))
    for i, tensor in enumerate(tensors):
        if not tensor.requires_grad or tensor.grad is None:
            continue
        slope = differences(function, inputs, i, upstream, device)
        far = float(np.abs(backend.to_host(tensor.grad.array) - slope).max())
        if not far <= LIMIT * max(1.0, float(np.abs(slope).max())):
            yield f"{name}: the gradient of input {i} is off by {far:.1e}"


def differences(
    function: Callable, inputs: list[np.ndarray], i: int, upstream: np.ndarray, device: str
) -> np.ndarray:
    """The central differences of Σ upstream·y along every element of input i."""
    slope = np.zeros_like(inputs[i])
    with minidnn.no_grad():
        for index in np.ndindex(slope.shape):
            ends = []
            for step in (STEP, -STEP):
                moved = inputs[i].copy()
                moved[index] += step
                arrays = [*inputs[:i], moved, *inputs[i + 1 :]]
                y = function(*(placed(x, device) for x in arrays))
                ends.append(float((backend.to_host(y.array) * upstream).sum()))
            slope[index] = (ends[0] - ends[1]) / (2 * STEP)
    return slope


def placed(array: np.ndarray, device: str) -> Tensor:
    return Tensor(backend.to_device(np.asarray(array), device))


def mlp() -> tuple[nn.Module, tuple[int, ...]]:
    layers = [nn.Linear(6, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 16), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(16, 3)), (6,)


def cnn() -> tuple[nn.Module, tuple[int, ...]]:
    blocks = [nn.Conv2d(2, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU()]
    head = [nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*blocks, *head, nn.Linear(6, 3)), (2, 8, 8)


class Attention(nn.Module):
    """Layer normalisation and attention of one head."""

    def __init__(self) -> None:
        self.norm, self.qkv, self.head = nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(self.norm(x)).split(8, dim=-1)
        weights = minidnn.softmax(q @ k.transpose(-2, -1) / 8**0.5, dim=-1)
        return self.head((x + weights @ v).mean(dim=1))


def attention() -> tuple[nn.Module, tuple[int, ...]]:
    return Attention(), (5, 8)


class Sequences(nn.Module):
    """Embedding, the three recurrent layers, a transformer's block."""

    def __init__(self) -> None:
        self.tokens = nn.Embedding(7, 8)
        self.rnn = nn.RNN(8, 8, batch_first=True)
        self.gru = nn.GRU(8, 6, batch_first=True)
        self.lstm = nn.LSTM(6, 8, batch_first=True, bidirectional=True)
        self.block = nn.TransformerEncoderLayer(16, 2, 16, 0.1, "gelu", batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x: Tensor) -> Tensor:
        x, _ = self.gru(self.rnn(self.tokens(x))[0])
        return self.head(self.block(self.lstm(x)[0]).mean(dim=1))


def sequences() -> tuple[nn.Module, tuple[int, ...]]:
    return Sequences(), (5,)


def pictures() -> tuple[nn.Module, tuple[int, ...]]:
    """Transposed and depthwise convolutions, the other norms and poolings."""
    down = [nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.GroupNorm(2, 4), nn.SiLU()]
    up = [nn.ConvTranspose2d(4, 4, 2, stride=2), nn.InstanceNorm2d(4, affine=True), nn.GELU()]
    last = [nn.Conv2d(4, 4, 3, groups=4), nn.LeakyReLU(), nn.AvgPool2d(2), nn.Flatten()]
    return nn.Sequential(*down, *up, *last, nn.BatchNorm1d(36), nn.Linear(36, 3)), (2, 8, 8)


NETWORKS = {"mlp": mlp, "cnn": cnn, "attention": attention}
OTHERS = {"sequences": sequences, "pictures": pictures}
OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adamw": lambda p: optim.AdamW(p, lr=0.01),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.01),
}


def training(device: str, tell: Callable) -> Iterator[str]:
    """A training run of each kind of layer gives the CPU's losses, in float64."""
    runs = [(name, rule) for name in NETWORKS for rule in OPTIMIZERS]
    for name, rule in [*runs, *((name, "adamw") for name in OTHERS)]:
        build, make = {**NETWORKS, **OTHERS}[name], OPTIMIZERS[rule]
        here, there = losses(build, make, "cpu"), losses(build, make, device)
        far = max(abs(a - b) / (1 + abs(a)) for a, b in zip(here, there))
        if not far <= 1e-7:
            yield f"{name} with {rule}: the losses are off the CPU's by {far:.1e}"


def losses(build: Callable, make: Callable, device: str) -> list[float]:
    minidnn.manual_seed(0)
    model, shape = build()
    model.double().to(device)
    optimizer = make(model.parameters())
    rng = np.random.default_rng(0)
    numbers = rng.integers(0, 7, (8, *shape)) if build is sequences else None
    x = placed(rng.standard_normal((8, *shape)) if numbers is None else numbers, device)
    y = placed(rng.integers(0, 3, 8), device)
    found = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        found.append(loss)
    return [loss.item() for loss in found]


def speed(device: str, tell: Callable) -> Iterator[str]:
    """Four workloads in float32; their times belong to the report, none is wrong."""
    square = Tensor(backend.to_device(np.ones((1024, 1024), np.float32), device))
    tell(f"speed      product 1024 x 1024: {1e3 * timed(lambda: square @ square):.2f} ms")
    for name, batch in (("mlp", 512), ("cnn", 64), ("attention", 64)):
        model, shape = NETWORKS[name]()
        model.to(device)
        optimizer = optim.SGD(model.parameters(), lr=0.01)
        rng = np.random.default_rng(0)
        x = placed(rng.standard_normal((batch, *shape), dtype=np.float32), device)
        y = placed(rng.integers(0, 3, batch), device)

        def step(model=model, optimizer=optimizer, x=x, y=y):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()

        tell(f"speed      training step {name}, batch {batch}: {1e3 * timed(step):.2f} ms")
    yield from ()


def timed(work: Callable) -> float:
    """Seconds of a call, the best of five groups of three, after a warm start."""
    best = float("inf")
    for group in range(6):
        backend.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(3):
            work()
        backend.cuda.synchronize()
        if group:
            best = min(best, (time.perf_counter() - start) / 3)
    return best


PARTS = {"gradients": gradients, "training": training, "times": speed}
