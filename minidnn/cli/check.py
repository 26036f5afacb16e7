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

REPORT = "minidnn-check.txt"
STEP, LIMIT = 1e-6, 1e-6  # of the central differences, in float64

# name: (function of tensors, shapes of its inputs)
OPS: dict[str, tuple[Callable[..., Any], list[tuple[int, ...]]]] = {
    "add": (lambda x, y: x + y, [(3, 4), (4,)]),
    "mul": (lambda x, y: x * y, [(3, 4), (3, 1)]),
    "div": (lambda x, y: x / (y * y + 1), [(3, 4), (4,)]),
    "pow": (lambda x: (x * x + 1) ** 1.5, [(3, 4)]),
    "exp, log": (lambda x: minidnn.log(minidnn.exp(x) + 1), [(3, 4)]),
    "sin, cos": (lambda x: minidnn.sin(x) * minidnn.cos(x), [(3, 4)]),
    "sqrt": (lambda x: minidnn.sqrt(x * x + 1), [(3, 4)]),
    "tanh, sigmoid": (lambda x: minidnn.tanh(x) + minidnn.sigmoid(x), [(3, 4)]),
    "relu": (minidnn.relu, [(3, 4)]),
    "leaky_relu": (F.leaky_relu, [(3, 4)]),
    "gelu": (F.gelu, [(3, 4)]),
    "matmul": (lambda x, y: x @ y, [(2, 3, 4), (4, 2)]),
    "einsum": (lambda x, y: minidnn.einsum("ij,kj->ik", x, y), [(3, 4), (2, 4)]),
    "linear": (F.linear, [(3, 4), (2, 4), (2,)]),
    "sum, mean": (lambda x: x.sum(dim=0) * x.mean(), [(3, 4)]),
    "var": (lambda x: x.var(dim=1), [(3, 4)]),
    "max": (lambda x: x.amax(dim=1), [(3, 4)]),
    "cumsum": (lambda x: x.cumsum(dim=1), [(3, 4)]),
    "softmax": (lambda x: minidnn.softmax(x, dim=1), [(3, 4)]),
    "log_softmax": (lambda x: minidnn.log_softmax(x, dim=1), [(3, 4)]),
    "reshape, transpose": (lambda x: x.reshape(4, 3).T * 2, [(3, 4)]),
    "index": (lambda x: x[1:, ::2], [(3, 4)]),
    "cat, stack": (lambda x, y: minidnn.cat([x, y], dim=1), [(3, 4), (3, 2)]),
    "conv2d": (
        lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
        [(1, 2, 5, 4), (2, 2, 3, 3), (2,)],
    ),
    "max_pool2d": (lambda x: F.max_pool2d(x, 2), [(1, 2, 4, 4)]),
    "avg_pool2d": (lambda x: F.avg_pool2d(x, 2), [(1, 2, 4, 4)]),
    "batch_norm": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [(3, 2, 2), (2,), (2,)],
    ),
    "layer_norm": (lambda x, w, b: F.layer_norm(x, (4,), w, b), [(3, 4), (4,), (4,)]),
    "mse_loss": (F.mse_loss, [(3, 4), (3, 4)]),
    "binary cross-entropy": (
        lambda x: F.binary_cross_entropy_with_logits(x, x.detach() * 0 + 0.3),
        [(3, 4)],
    ),
}


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
    rng = np.random.default_rng(0)
    for name, (function, shapes) in OPS.items():
        inputs = [rng.standard_normal(shape) for shape in shapes]
        tensors: list[Any] = [placed(x, device).requires_grad_() for x in inputs]
        y = function(*tensors)
        upstream = rng.standard_normal(tuple(y.shape))
        y.backward(placed(np.asarray(upstream), device))
        for i, tensor in enumerate(tensors):
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


NETWORKS = {"mlp": mlp, "cnn": cnn, "attention": attention}
OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adamw": lambda p: optim.AdamW(p, lr=0.01),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.01),
}


def training(device: str, tell: Callable) -> Iterator[str]:
    """A training run of each kind of layer gives the CPU's losses, in float64."""
    for name, build in NETWORKS.items():
        for rule, make in OPTIMIZERS.items():
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
    x = placed(rng.standard_normal((8, *shape)), device)
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
