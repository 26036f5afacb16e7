"""Histograms of weights and gradients: which layers are alive, which are too large."""

import math
from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from .figure import BLUE, VERMILLION, new_figure, tidy


@explaining
def histograms(model: Any, *, gradients: bool = False, columns: int = 4, bins: int = 60) -> Any:
    """One histogram of values for each parameter of a Module, or of its gradient.

    Biases and other vectors are left out where there are matrices. The number at the top is the
    standard deviation; a gradient of zeros only says that the layer does not learn.
    """
    if not hasattr(model, "named_parameters"):
        raise TypeError(f"histograms: expected a model; got {model!r}")
    named = list(model.named_parameters())
    large = [(name, p) for name, p in named if p.ndim > 1] or named
    if not large:
        raise ValueError("histograms: the model has no parameters")
    values = []
    for name, parameter in large:
        tensor = parameter.grad if gradients else parameter.detach()
        if tensor is None:
            raise ValueError(f"histograms: {name} has no gradient; call loss.backward() first")
        values.append((name, host(tensor).reshape(-1)))
    columns = min(columns, len(values))
    rows = math.ceil(len(values) / columns)
    figure, grid = new_figure(columns * 2.7, rows * 2.1 + 0.4, rows, columns)
    color = VERMILLION if gradients else BLUE
    for place, axes in enumerate(grid.flat):
        if place >= len(values):
            axes.set_visible(False)
            continue
        name, numbers = values[place]
        finite = numbers[np.isfinite(numbers)]
        bad = len(numbers) - len(finite)
        tidy(axes, "", "", "")
        axes.set_title(name, fontsize=9.5, loc="left", fontweight="bold")
        axes.hist(finite, bins=bins, color=color, alpha=0.85)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.locator_params(axis="x", nbins=4)
        axes.ticklabel_format(axis="x", style="sci", scilimits=(-2, 3))
        axes.xaxis.get_offset_text().set_fontsize(8)
        note = f"n {len(numbers):,}\nstd {finite.std():.2g}" if finite.size else ""
        note += f"\n{bad:,} not finite" if bad else ""
        axes.text(0.98, 0.97, note, transform=axes.transAxes, ha="right", va="top", fontsize=8)
    what = "Gradients" if gradients else "Weights"
    figure.suptitle(f"{what} of every layer", x=0.01, ha="left", fontsize=12, fontweight="bold")
    return figure
