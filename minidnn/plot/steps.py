"""find_lr and profile: what training.find_lr and training.profile found, as pictures."""

from typing import Any

import numpy as np

from .figure import BLUE, GREY, SKY, VERMILLION, legend, new_figure, tidy


def find_lr(found: Any) -> Any:
    """The loss over the learning rate, and the rate that training.find_lr suggests."""
    figure, grid = new_figure(5.6, 3.8)
    axes = tidy(grid[0, 0], "Which learning rate?", "learning rate", "loss (smoothed)")
    axes.plot(found.rates, found.losses, color=BLUE, linewidth=2)
    place = int(np.argmin(np.abs(np.array(found.rates) - found.suggestion)))
    axes.plot(found.suggestion, found.losses[place], "o", color=VERMILLION, markersize=9,
              label=f"suggestion: {found.suggestion:.1e}")  # fmt: skip
    axes.set_xscale("log")
    legend(axes)
    return figure


def profile(found: Any, by: str = "layer") -> Any:
    """Milliseconds of every layer (or op, by="op"), forward and backward, and bare products."""
    if by not in ("layer", "op"):
        raise ValueError(f'plot.profile: by must be "layer" or "op"; got {by!r}')
    rows = found.by(by)[:25]
    names = [getattr(row, by) or "outside the layers" for row in rows]
    names.append("the rest (optimizer, tape, memory)")
    places = np.arange(len(names))
    forward = np.array([row.forward for row in rows] + [found.rest]) * 1e3
    backward = np.array([row.backward for row in rows] + [0.0]) * 1e3
    floor = np.array([row.floor for row in rows] + [0.0]) * 1e3
    figure, grid = new_figure(7.5, 0.3 * len(names) + 1.5)
    axes = tidy(grid[0, 0], f"A step takes {found.step * 1e3:.1f} ms", "milliseconds")
    axes.barh(places, forward, color=BLUE, label="forward")
    axes.barh(places, backward, left=forward, color=SKY, hatch="//", edgecolor="white",
              label="backward")  # fmt: skip
    if floor.any():
        axes.plot(floor[floor > 0], places[floor > 0], "|", color=VERMILLION, markersize=13,
                  markeredgewidth=2.5, label="bare matrix products")  # fmt: skip
    axes.patches[len(rows)].set_color(GREY)
    axes.set_yticks(places, names, fontsize=8)
    axes.invert_yaxis()
    legend(axes)
    return figure
