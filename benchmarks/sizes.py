"""`python -m benchmarks sizes`: how the ratio to PyTorch changes with size.

Training steps of dense networks over the batch, the width and the depth, and of a small
convolutional one over the image. About four minutes.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import report
from .workloads import batch, training


@dataclass(frozen=True)
class Sweep:
    """What changes, its sizes, and (lib, size) -> step."""

    title: str
    sizes: tuple
    make: Callable


def dense(lib, rows=64, width=64, depth=3):
    """A training step of a network of dense layers, all of one width."""
    nn = lib.nn
    layers = [layer for _ in range(depth) for layer in (nn.Linear(width, width), nn.ReLU())]
    model = nn.Sequential(*layers, nn.Linear(width, 10))
    x, target = batch((rows, width), 10)
    optimizer = lib.optim.SGD(model.parameters(), lr=1e-3)
    return training(lib, model, x, target, nn.CrossEntropyLoss(), optimizer)


def convolutional(lib, size):
    """A training step of two convolutions on four images."""
    nn = lib.nn
    layers = [nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    layers += [nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    model = nn.Sequential(*layers, nn.Linear(32, 10))
    x, target = batch((4, 3, size, size), 10)
    optimizer = lib.optim.SGD(model.parameters(), lr=1e-3)
    return training(lib, model, x, target, nn.CrossEntropyLoss(), optimizer)


SWEEPS = {
    "batch": Sweep(
        "rows of a batch (width 64, depth 3)",
        (1, 4, 16, 64, 256, 1024, 4096),
        lambda lib, n: dense(lib, rows=n),
    ),
    "width": Sweep(
        "width (64 rows, depth 3)",
        (16, 64, 256, 1024, 2048, 4096),
        lambda lib, n: dense(lib, width=n),
    ),
    "depth": Sweep(
        "depth (64 rows, width 64)",
        (2, 5, 10, 20, 50, 100, 200),
        lambda lib, n: dense(lib, depth=n),
    ),
    "image": Sweep(
        "side of an image (4 images, 16 and 32 channels)",
        (16, 32, 64, 128, 256, 512),
        convolutional,
    ),
}


def points():
    """{"width 256": lib -> step} of all sweeps."""
    return {
        f"{name} {n}": functools.partial(lambda make, n, lib: make(lib, n), sweep.make, n)
        for name, sweep in SWEEPS.items()
        for n in sweep.sizes
    }


def curves(rows):
    """{"width": [(size, ratio)]} of measured rows, {"width 256": {way: numbers}}."""
    curves = {}
    for name, sweep in SWEEPS.items():
        known = [(n, rows[f"{name} {n}"]) for n in sweep.sizes if f"{name} {n}" in rows]
        if known:
            curves[name] = [(n, report.ratios(row)[0]) for n, row in known]
    return curves


def picture(ratios, path):
    """A line for each sweep; below 1 minidnn is the faster."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 2.8), layout="constrained")
    for axes, (name, points) in zip(np.atleast_1d(figure.subplots(1, len(ratios))), ratios.items()):
        sizes, values = zip(*points)
        axes.plot(sizes, values, "o-", color="#2a9d8f")
        axes.axhline(1, color="gray", linewidth=1)
        axes.set_xscale("log", base=2)
        axes.set_ylim(0, max(2, *values) * 1.05)
        axes.set_xlabel(SWEEPS[name].title, fontsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("time / PyTorch's time")
    figure.savefig(path, dpi=120)

