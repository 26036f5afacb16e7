"""Curves over the training: loss, accuracy and other metrics, learning rate; runs compared."""

from collections.abc import Mapping, Sequence
from itertools import cycle as again
from typing import Any

import numpy as np

from ..missing import explaining
from .figure import CYCLE, GREEN, VERMILLION, legend_below, new_figure, tidy

COLUMNS = {"epoch", "batches", "lr", "loss", "seconds"}  # of a history that are no metrics
SHARES = {"accuracy", "precision", "recall", "f1", "roc_auc", "subset_accuracy", "top_k_accuracy"}
COLOURS = [color for color in CYCLE if color != VERMILLION]  # orange is the validation of one run
SHOWN_POINTS = 2000  # of a raw curve; more than a screen's columns is only slow


@explaining
def curves(
    history: Any = None,
    *others: Any,
    scale: str = "linear",
    smooth: float | None = None,
    title: str = "",
    **named: Any,
) -> Any:
    """Loss, accuracy and all other metrics of a `History` over the epochs; or several compared.

    Of one history every batch's loss is a pale line, its running mean a strong one; what belongs to
    the validation is orange. Of several, `curves(adam=h1, sgd=h2)`, `curves([h1, h2])` or a
    dictionary, each has a colour; the validation is dashed.
    scale: "linear" or "log" for the loss.  smooth: the weight of the past in the running mean, from
    0 (none) to below 1; None chooses it from the number of batches.
    """
    if scale not in ("linear", "log"):
        raise ValueError(f"curves: scale must be 'linear' or 'log'; got {scale!r}")
    if isinstance(smooth, str) or smooth is not None and not 0 <= smooth < 1:
        raise ValueError(f"curves: smooth must be in [0, 1); got {smooth!r}")
    runs = named_runs(history, others, named)
    metrics = list(dict.fromkeys(n for run in runs.values() for n in measured(run)))
    n = 1 + len(metrics)
    columns = min(n, 3)
    rows = -(-n // columns)
    figure, axes = new_figure(6.6 if n == 1 else 4.9 * columns, 4.3 * rows, rows, columns)
    places = list(axes.flat)
    for unused in places[n:]:
        unused.remove()
    draw_losses(places[0], runs, scale, smooth)
    for place, name in zip(places[1:], metrics):
        draw_metric(place, runs, name)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12.5, fontweight="bold")
    return figure


def named_runs(history: Any, others: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """{name: History}; one run alone has the name ""."""
    given: list[Any] = [] if history is None else [history, *others]
    runs: dict[str, Any] = {}
    if len(given) == 1 and isinstance(history, Mapping):
        runs, given = dict(history), []
    elif len(given) == 1 and isinstance(history, list | tuple):
        given = list(history)
    runs |= {f"run {i + 1}": run for i, run in enumerate(given)}
    runs |= named
    if not runs:
        raise ValueError("curves: give a History, or several: curves(adam=h1, sgd=h2)")
    for name, run in runs.items():
        if not hasattr(run, "losses"):
            raise TypeError(
                f"curves: expected what fit returns, a History; got {type(run).__name__} for {name}"
            )
        if not run.losses:
            raise ValueError("curves: the history is empty; train first")
    return {"": next(iter(runs.values()))} if len(runs) == 1 and not named else runs


def measured(history: Any) -> list[str]:
    """The metrics of a history without "val_", the accuracy first; those that are numbers."""
    names = [name.removeprefix("val_") for name in history.names()]
    found = [n for n in dict.fromkeys(names) if n not in COLUMNS and numbers(history, n)]
    return sorted(found, key=lambda name: name != "accuracy")


def numbers(history: Any, name: str) -> bool:
    values = [row.get(key) for row in history.rows for key in (name, f"val_{name}") if key in row]
    return all(isinstance(value, int | float) for value in values)


def draw_losses(axes: Any, runs: Mapping[str, Any], scale: str, smooth: float | None) -> None:
    tidy(axes, "Loss", "epoch", "loss")
    highest = last = 0.0
    for (name, history), color in zip(runs.items(), again(COLOURS)):
        losses = np.array(history.losses)
        epochs = epoch_of_batches(history)
        past = chosen_smoothing(losses, epochs) if smooth is None else smooth
        strong = running_mean(losses, past)
        if past and not name:
            place, raw = thinned(epochs, losses)
            axes.plot(place, raw, color=color, alpha=0.22, linewidth=0.7, label="every batch")
        place, mean = thinned(epochs, strong)
        label = name or ("running mean" if past else "training")
        axes.plot(place, mean, color=color, linewidth=1.8, label=f"{label} (last {strong[-1]:.4f})")
        highest = max(highest, strong.max())
        last = max(last, epochs[-1], len(history))
        if "val_loss" in history:
            values = np.array(history["val_loss"])
            draw_validation(axes, values, name, color, f"{values[-1]:.4f}")
            highest = max(highest, np.nanmax(values))
    axes.set_yscale(scale)
    if scale == "linear" and np.isfinite(highest):
        axes.set_ylim(0, highest * 1.08)
    axes.set_xlim(0, last)
    legend_below(axes, columns=1 if len(runs) > 1 else 2)


def draw_validation(axes: Any, values: np.ndarray, name: str, color: str, last: str) -> None:
    """A line with a mark for every epoch: orange, or dashed in the colour of its run."""
    marker = {"marker": "o", "markersize": 4} if len(values) <= 60 else {}
    style: Any = {"color": color, "linestyle": "--"} if name else {"color": VERMILLION}
    label = f"{name}, validation" if name else "validation"
    x = np.arange(1, len(values) + 1)
    axes.plot(x, values, linewidth=1.8, label=f"{label} (last {last})", **marker, **style)


def draw_metric(axes: Any, runs: Mapping[str, Any], name: str) -> None:
    """One metric, of training and validation."""
    from matplotlib.ticker import PercentFormatter

    tidy(axes, name.replace("_", " ").capitalize(), "epoch", "")
    share = name in SHARES
    lowest, last = 1.0, 0
    for (run, history), color in zip(runs.items(), again(COLOURS)):
        last = max(last, len(history))
        for key in (name, f"val_{name}"):
            if key not in history:
                continue
            values = np.array(history[key], dtype=np.float64)
            told = f"{values[-1]:.1%}" if share else f"{values[-1]:.4g}"
            if key == name:
                label = f"{run or 'training'} (last {told})"
                marker = {"marker": "o", "markersize": 4} if len(values) <= 60 else {}
                x = np.arange(1, len(values) + 1)
                axes.plot(x, values, color=color, linewidth=1.8, label=label, **marker)
            else:
                draw_validation(axes, values, run, color, told)
            lowest = min(lowest, np.nanmin(values))
    if share:
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_ylim(max(0.0, lowest - 0.08 * (1 - lowest) - 0.002), 1.002)
    axes.set_xlim(0, last)
    legend_below(axes, columns=1 if len(runs) > 1 else 2)


def chosen_smoothing(losses: np.ndarray, epochs: np.ndarray) -> float:
    """None for one batch an epoch; else over about a sixtieth of the run."""
    per_epoch = max(1, round(len(losses) / max(epochs[-1], 1e-9)))
    return 0.0 if per_epoch == 1 else 1 - 1 / min(max(len(losses) / 60, 1.0), 100.0)


@explaining
def learning_rate(history: Any) -> Any:
    """The learning rate over the updates: of a `History`, or a list of numbers."""
    if not hasattr(history, "rates") and not hasattr(history, "__len__"):
        raise TypeError(f"learning_rate: expected a History or a list of rates; got {history!r}")
    rates = np.array(getattr(history, "rates", history), dtype=np.float64)
    if not rates.size:
        raise ValueError("learning_rate: the history is empty; train first")
    figure, axes = new_figure(6.6, 3.4)
    tidy(axes[0, 0], "Learning rate", "step", "learning rate")
    axes[0, 0].plot(np.arange(1, len(rates) + 1), rates, color=GREEN, linewidth=1.8)
    positive = rates[rates > 0]
    if positive.size and positive.max() > 50 * np.quantile(positive, 0.1):
        axes[0, 0].set_yscale("log")
    else:
        axes[0, 0].set_ylim(0, rates.max() * 1.08 or 1.0)
        axes[0, 0].ticklabel_format(axis="y", style="sci", scilimits=(-2, 3))
    axes[0, 0].set_xlim(0, len(rates))
    return figure


def epoch_of_batches(history: Any) -> np.ndarray:
    """Where each batch lies on the axis of epochs."""
    n, done = len(history.losses), len(history)
    if not done:
        return np.arange(1, n + 1) / max(n, 1)
    ends = [0, *[row["batches"] for row in history.rows]]
    place = np.interp(np.arange(1, n + 1), ends, np.arange(done + 1))
    late = np.arange(1, n + 1) - ends[-1]  # of an epoch that was not completed
    return place + np.maximum(late, 0) * done / ends[-1]


def running_mean(values: np.ndarray, past: float) -> np.ndarray:
    """The exponential mean m ← past·m + (1-past)·v, corrected for its start at 0."""
    if not past:
        return values
    means, mean, weight = np.empty(len(values)), 0.0, 0.0
    for i, value in enumerate(values.tolist()):
        mean = past * mean + (1 - past) * value
        weight = past * weight + (1 - past)
        means[i] = mean / weight
    return means


def thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most SHOWN_POINTS points; the smallest and the largest of every stretch stay."""
    if len(y) <= SHOWN_POINTS:
        return x, y
    width = -(-len(y) // (SHOWN_POINTS // 2))
    n = len(y) // width * width
    stretches = y[:n].reshape(-1, width)
    offset = np.arange(0, n, width)
    chosen = [offset + stretches.argmin(1), offset + stretches.argmax(1), [len(y) - 1]]
    places = np.unique(np.concatenate(chosen))
    return x[places], y[places]
