"""predictions and importance: a regression against the truth, and what it looked at."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from .figure import BLUE, GREY, VERMILLION, legend, new_figure, tidy


@explaining
def predictions(y_true: Any, y_pred: Any, *, name: str = "") -> Any:
    """Predicted over true numbers (N,): right ones lie on the line; R² stands in the title."""
    true, found = host(y_true).reshape(-1), host(y_pred).reshape(-1)
    if true.shape != found.shape or true.size == 0:
        raise ValueError(f"predictions: {true.size} true numbers, {found.size} predicted")
    spread = ((true - true.mean()) ** 2).sum()
    share = 1 - ((true - found) ** 2).sum() / spread if spread > 0 else float("nan")
    figure, grid = new_figure(4.8, 4.8)
    axes = tidy(grid[0, 0], f"R² {share:.3f}", f"true {name}".strip(), f"predicted {name}".strip())
    ends = [min(true.min(), found.min()), max(true.max(), found.max())]
    axes.plot(ends, ends, color=GREY, linewidth=1, label="right")
    axes.scatter(true, found, s=14, color=BLUE, alpha=0.5, edgecolors="none")
    legend(axes)
    return figure


@explaining
def importance(found: Mapping[str, float], *, what: str = "score") -> Any:
    """The inputs that training.permutation_importance named, the most important at the top."""
    names, values = list(found)[:20], list(found.values())[:20]
    if not names:
        raise ValueError("importance: there are no inputs")
    figure, grid = new_figure(6.0, 0.3 * len(names) + 1.2)
    axes = tidy(grid[0, 0], "What the network looks at", f"{what} lost when shuffled")
    colors = [BLUE if v > 0 else VERMILLION for v in values]
    axes.barh(np.arange(len(names)), values, color=colors)
    axes.set_yticks(np.arange(len(names)), names, fontsize=9)
    axes.invert_yaxis()
    return figure
