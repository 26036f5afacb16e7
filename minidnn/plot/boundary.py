"""The decision boundary of a classifier of points in the plane."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from ..training.evaluation import predict
from .figure import CYCLE, legend, new_figure, tidy

MARKERS = "osD^vPX*"  # shapes too, for whoever sees no colours


@explaining
def decision_boundary(
    model: Any,
    x: Any,
    y: Any,
    *,
    classes: Sequence[str] | None = None,
    features: Sequence[str] = ("feature 1", "feature 2"),
    resolution: int = 200,
) -> Any:
    """Which class the model gives to every point of the plane, with the data on top.

    x (N,2), y (N,) or (N,1). The model gives scores (N,C), or a probability (N,1) or (N,); the
    paler the colour, the less sure it is.
    """
    points, labels = host(x), host(y).reshape(-1).astype(int)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) != len(labels):
        raise ValueError(
            f"decision_boundary: expected x (N,2) and y (N,); got {points.shape}, {labels.shape}"
        )
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.08 * (high - low)
    sides = [np.linspace(a, b, resolution) for a, b in zip(low - margin, high + margin)]
    plane = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2).astype(points.dtype)
    share = probabilities(predict(model, plane, batch_size=4096))
    figure, grid = new_figure(5.6, 4.8)
    axes = tidy(grid[0, 0], "Decision boundary", features[0], features[1], grid=False)
    image = mixed(share).reshape(resolution, resolution, 3)
    extent = (sides[0][0], sides[0][-1], sides[1][0], sides[1][-1])
    axes.imshow(image, origin="lower", extent=extent, aspect="auto", interpolation="bilinear")
    winner = share.argmax(axis=1).reshape(resolution, resolution)
    for c in range(1, share.shape[1]):
        edge = (winner >= c).astype(float)
        if 0 < edge.mean() < 1:
            axes.contour(*sides, edge, levels=[0.5], colors="#333333", linewidths=1.1)
    for c in range(max(share.shape[1], labels.max() + 1)):
        name = f"class {c}" if classes is None else str(classes[c])
        mine = points[labels == c]
        style = {"s": 22, "edgecolors": "white", "linewidths": 0.6}
        color, marker = CYCLE[c % len(CYCLE)], MARKERS[c % len(MARKERS)]
        axes.scatter(mine[:, 0], mine[:, 1], color=color, marker=marker, label=name, **style)
    legend(axes, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=4)
    return figure


def probabilities(outputs: np.ndarray) -> np.ndarray:
    """Scores of any kind as probabilities (N,C)."""
    if outputs.ndim == 1 or outputs.shape[1] == 1:
        p = outputs.reshape(-1).astype(np.float64)
        if p.min() < 0 or p.max() > 1:  # before the sigmoid
            p = 1 / (1 + np.exp(-np.clip(p, -50, 50)))
        return np.stack([1 - p, p], axis=1)
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    share = np.exp(shifted.astype(np.float64))
    return share / share.sum(axis=1, keepdims=True)


def mixed(share: np.ndarray) -> np.ndarray:
    """The classes' colours mixed by probability, on white."""
    from matplotlib.colors import to_rgb

    colors = np.array([to_rgb(CYCLE[c % len(CYCLE)]) for c in range(share.shape[1])])
    n = share.shape[1]
    sure = (share.max(axis=1, keepdims=True) - 1 / n) / (1 - 1 / n)
    return 1 - (1 - colors[share.argmax(axis=1)]) * (0.08 + 0.37 * sure)
