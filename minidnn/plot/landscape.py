"""loss_landscape: the loss on a plane through the weights that a network has."""

from typing import Any

import numpy as np

from .. import backend
from ..missing import explaining
from ..tape import no_grad
from ..training.evaluation import evaluation_mode
from .figure import VERMILLION, new_figure, tidy


@explaining
def loss_landscape(
    model: Any,
    criterion: Any,
    x: Any,
    y: Any,
    *,
    span: float = 1.0,
    resolution: int = 21,
    seed: int = 0,
) -> Any:
    """The loss of data (x, y) around the weights, in two random directions; lines of equal loss.

    A direction has, for every filter (row of a weight), the length of that filter, so that networks
    of different scales can be compared; span 1 goes as far as the weights are long. The model is
    in evaluation mode, and keeps its weights.

    Source: Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets", section 4.
    """
    parameters = [p for p in model.parameters() if p.array.dtype.kind == "f"]
    if not parameters:
        raise ValueError("loss_landscape: the model has no parameters")
    if resolution < 3:
        raise ValueError(f"loss_landscape: resolution must be at least 3; got {resolution}")
    rng = np.random.default_rng(seed)
    here = [p.array for p in parameters]
    one, two = ([direction(a, rng) for a in here] for _ in range(2))
    steps = np.linspace(-span, span, resolution)
    losses = np.empty((resolution, resolution))
    try:
        with evaluation_mode(model), no_grad():
            for i, b in enumerate(steps):
                for j, a in enumerate(steps):
                    for p, w, d, e in zip(parameters, here, one, two):
                        p.array = (w + float(a) * d + float(b) * e).astype(w.dtype, copy=False)
                    losses[i, j] = criterion(model(x), y).item()
    finally:
        for p, w in zip(parameters, here):
            p.array = w
    return drawn(steps, losses)


def direction(array: Any, rng: Any) -> Any:
    """A random direction of the shape of a weight, every filter as long as the weight's."""
    host = backend.to_host(array)
    step = rng.standard_normal(host.shape)
    if host.ndim < 2:  # biases and norms stay, as in the paper
        step = np.zeros_like(host)
    else:
        flat = step.reshape(len(step), -1)
        length = np.linalg.norm(host.reshape(len(host), -1), axis=1, keepdims=True)
        flat *= length / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    return backend.to_device(step.astype(host.dtype), backend.device_of(array))


def drawn(steps: Any, losses: Any) -> Any:
    """Lines of equal loss; logarithmic where the loss spans much."""
    figure, grid = new_figure(5.6, 4.8)
    axes = tidy(grid[0, 0], "Loss around the weights", "direction 1", "direction 2", grid=False)
    finite = np.where(np.isfinite(losses), losses, np.nanmax(losses[np.isfinite(losses)]))
    wide = finite.min() > 0 and finite.max() > 30 * finite.min()
    shown = np.log10(finite) if wide else finite
    filled = axes.contourf(steps, steps, shown, levels=18, cmap="cividis")
    lines = axes.contour(steps, steps, shown, levels=9, colors="white", linewidths=0.7)
    axes.clabel(lines, fontsize=7, fmt="%.2g")
    axes.plot(0, 0, "*", color=VERMILLION, markersize=14, markeredgecolor="white")
    middle = losses[len(steps) // 2, len(steps) // 2]
    axes.annotate(f"here: {middle:.3g}", (0, 0), (8, 8), textcoords="offset points",
                  color="white", fontsize=9)  # fmt: skip
    figure.colorbar(filled, ax=axes, label="log10 of the loss" if wide else "loss")
    return figure
