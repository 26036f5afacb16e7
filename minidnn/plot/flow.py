"""gradient_flow and activations: which layers learn, and which units are dead or saturated."""

from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from ..training.watch import ActivationLog, measured
from .figure import BLUE, CYCLE, GREY, VERMILLION, legend, new_figure, tidy


@explaining
def gradient_flow(model: Any) -> Any:
    """Mean and largest |gradient| of every parameter, from input to output, on a logarithmic scale.

    Call it after loss.backward(). Bars that fall from right to left by many powers of ten say that
    the gradient vanishes; a cross marks a gradient of zeros or of no numbers.
    """
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    if not named:
        raise ValueError("gradient_flow: the model has no parameters that want a gradient")
    if all(p.grad is None for _, p in named):
        raise ValueError("gradient_flow: there is no gradient yet; call loss.backward() first")
    sizes = [np.zeros(1) if p.grad is None else np.abs(host(p.grad)).reshape(-1) for _, p in named]
    means, tops = np.array([s.mean() for s in sizes]), np.array([s.max() for s in sizes])
    places = np.arange(len(named))
    figure, grid = new_figure(max(5.0, 0.34 * len(named) + 1.5), 3.8)
    axes = tidy(grid[0, 0], "Gradients from input to output", "", "|gradient|")
    good = np.isfinite(tops) & (tops > 0)
    axes.bar(places[good], tops[good], color="#9ecae1", width=0.8, label="largest")
    axes.bar(places[good], means[good], color=BLUE, width=0.45, label="mean")
    if good.any():
        axes.set_yscale("log")
    if not good.all():
        floor = means[good].min() if good.any() else 1.0
        axes.plot(
            places[~good], np.full((~good).sum(), floor), "x", color=VERMILLION, markersize=9,
            markeredgewidth=2, label="zero, none, or no number",
        )  # fmt: skip
    axes.set_xticks(places, [name for name, _ in named], rotation=90, fontsize=8)
    legend(axes, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


@explaining
def activations(record: Any, x: Any = None) -> Any:
    """How the outputs of every layer are: their spread, dead units, saturated ones.

    record: an `ActivationLog` that watched a training, drawn over the epochs; or a model, with
    inputs x, as it is now.
    """
    if not isinstance(record, ActivationLog):
        if x is None:
            raise ValueError("activations: give a model and inputs, or an ActivationLog")
        return now(measured(record, x))
    if not record.rows:
        raise ValueError("activations: the ActivationLog has seen no epoch; give it to fit first")
    layers = list(record.rows[0]["layers"])
    epochs = [row["epoch"] for row in record.rows]
    figure, grid = new_figure(11, 3.4, 1, 3)
    for axes, what, title in zip(
        grid[0], ("std", "dead", "saturated"), ("Spread (std)", "Dead units", "Saturated outputs")
    ):
        tidy(axes, title, "epoch", "" if what == "std" else "share")
        for i, layer in enumerate(layers):
            values = [row["layers"][layer][what] for row in record.rows]
            style = ("-", "--", ":")[i // len(CYCLE) % 3]
            axes.plot(epochs, values, style, color=CYCLE[i % len(CYCLE)], label=layer)
        if what != "std":
            axes.set_ylim(-0.03, 1.03)
    lines = grid[0, 0].get_legend_handles_labels()
    figure.legend(*lines, loc="outside lower left", ncols=6, frameon=False, fontsize=9)
    return figure


def now(layers: dict[str, dict[str, float]]) -> Any:
    """The state of all layers at one moment, as bars."""
    names = list(layers)
    places = np.arange(len(names))
    figure, grid = new_figure(9, 0.32 * len(names) + 1.6, 1, 2, sharey=True)
    left, right = grid[0]
    tidy(left, "Spread (std) of the outputs")
    left.barh(places, [layers[n]["std"] for n in names], color=GREY)
    left.set_yticks(places, names, fontsize=8)
    left.invert_yaxis()
    tidy(right, "Share of units")
    right.barh(places - 0.2, [layers[n]["dead"] for n in names], 0.38, color=VERMILLION,
               label="dead: the same for every sample")  # fmt: skip
    right.barh(places + 0.2, [layers[n]["saturated"] for n in names], 0.38, color=BLUE,
               label="saturated: at the flat ends")  # fmt: skip
    right.set_xlim(0, 1.02)
    legend(right)
    return figure
