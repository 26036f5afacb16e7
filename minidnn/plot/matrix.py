"""The confusion matrix: which class is taken for which."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import metrics
from ..missing import explaining
from .figure import new_figure, tidy

WRITTEN_CLASSES = 20  # above that the numbers would be too small to read


@explaining
def confusion_matrix(
    y_true: Any, y_pred: Any = None, *, classes: Sequence[str] | None = None, title: str = ""
) -> Any:
    """Rows are true classes, columns predictions; the colour is the share of the row.

    Give labels and predictions (as in minidnn.metrics), or a matrix (C, C) alone.
    classes: their names.
    """
    matrix = np.asarray(y_true) if y_pred is None else metrics.confusion_matrix(y_true, y_pred)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"confusion_matrix: expected a square matrix; got shape {matrix.shape}")
    c = len(matrix)
    names = [str(i) for i in range(c)] if classes is None else [str(name) for name in classes]
    if len(names) != c:
        raise ValueError(f"confusion_matrix: {len(names)} names for {c} classes")
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = min(max(0.52 * c + 1.6, 3.6), 11.0)
    figure, grid = new_figure(side + 0.9, side)
    axes = grid[0, 0]
    image = axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    right = np.trace(matrix) / max(matrix.sum(), 1)
    title = title or f"{right:.1%} of {matrix.sum():,} right"
    tidy(axes, title, "predicted", "true", grid=False)
    axes.spines[:].set_visible(False)
    tilt = {"rotation": 40, "ha": "right"} if max(map(len, names)) > 4 else {}
    if c > WRITTEN_CLASSES and tilt:
        tilt = {"rotation": 90, "ha": "center"}
    size = min(9.0, 72 * 0.85 * 9.0 / c)  # of the names, so that they do not touch
    axes.set_xticks(range(c), names, fontsize=size, **tilt)
    axes.set_yticks(range(c), names, fontsize=size)
    axes.tick_params(length=0, labelsize=size)
    axes.set_xticks(np.arange(c + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(c + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5 if c <= WRITTEN_CLASSES else 0.3)
    axes.tick_params(which="minor", length=0)
    if c <= WRITTEN_CLASSES:
        size = 9 if matrix.max() < 1000 else 8
        for (row, column), n in np.ndenumerate(matrix):
            if n:
                color = "white" if share[row, column] > 0.55 else "#222222"
                axes.text(column, row, f"{n}", ha="center", va="center", color=color, fontsize=size)
    bar = figure.colorbar(image, ax=axes, shrink=0.8, aspect=30, ticks=[0, 0.5, 1])
    bar.ax.set_yticklabels(["0 %", "50 %", "100 %"], fontsize=8)
    bar.set_label("share of the true class", fontsize=9)
    bar.outline.set_visible(False)
    return figure
