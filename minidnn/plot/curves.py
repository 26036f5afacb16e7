"""Curves over the training: loss, accuracy, learning rate."""

from typing import Any

import numpy as np

from .figure import BLUE, GREEN, VERMILLION, legend, new_figure, tidy

SHOWN_POINTS = 2000  # of a raw curve; more than a screen's columns is only slow


def curves(
    history: Any, *, scale: str = "linear", smooth: float | None = None, title: str = ""
) -> Any:
    """Loss, and accuracy where it was measured, of a `History` over the epochs.

    Every batch's loss is a pale line, its running mean a strong one; the validation loss is orange.
    scale: "linear" or "log" for the loss.  smooth: the weight of the past in the running mean, from
    0 (none) to below 1; None chooses it from the number of batches.
    """
    if scale not in ("linear", "log"):
        raise ValueError(f"curves: scale must be 'linear' or 'log'; got {scale!r}")
    if smooth is not None and not 0 <= smooth < 1:
        raise ValueError(f"curves: smooth must be in [0, 1); got {smooth!r}")
    if not history.losses:
        raise ValueError("curves: the history is empty; train first")
    accuracies = [name for name in ("accuracy", "val_accuracy") if name in history]
    n = 2 if accuracies else 1
    figure, axes = new_figure(6.6 if n == 1 else 9.6, 3.9, 1, n)
    draw_losses(axes[0, 0], history, scale, smooth)
    if accuracies:
        draw_accuracies(axes[0, 1], history)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12.5, fontweight="bold")
    return figure


def draw_losses(axes: Any, history: Any, scale: str, smooth: float | None) -> None:
    tidy(axes, "Loss", "epoch", "loss")
    losses = np.array(history.losses)
    epochs = epoch_of_batches(history)
    per_epoch = max(1, round(len(losses) / max(epochs[-1], 1e-9)))
    if smooth is None:
        smooth = 0.0 if per_epoch == 1 else 1 - 1 / min(max(len(losses) / 60, 1.0), 100.0)
    strong = running_mean(losses, smooth)
    label = "training, running mean" if smooth else "training"
    if smooth:
        place, raw = thinned(epochs, losses)
        axes.plot(place, raw, color=BLUE, alpha=0.22, linewidth=0.7, label="training, every batch")
    place, mean = thinned(epochs, strong)
    axes.plot(place, mean, color=BLUE, linewidth=1.8, label=f"{label} (last {strong[-1]:.4f})")
    highest = strong.max()
    if "val_loss" in history:
        values = np.array(history["val_loss"])
        x = np.arange(1, len(values) + 1)
        marker = {"marker": "o", "markersize": 4} if len(values) <= 60 else {}
        label = f"validation (last {values[-1]:.4f})"
        axes.plot(x, values, color=VERMILLION, linewidth=1.8, label=label, **marker)
        highest = max(highest, np.nanmax(values))
    axes.set_yscale(scale)
    if scale == "linear" and np.isfinite(highest):
        axes.set_ylim(0, highest * 1.08)
    axes.set_xlim(0, max(epochs[-1], len(history)))
    legend(axes, loc="upper right")


def draw_accuracies(axes: Any, history: Any) -> None:
    from matplotlib.ticker import PercentFormatter

    tidy(axes, "Accuracy", "epoch", "right predictions")
    lowest = 1.0
    for name, label, color in (
        ("accuracy", "training", BLUE),
        ("val_accuracy", "validation", VERMILLION),
    ):
        if name in history:
            values = np.array(history[name])
            marker = {"marker": "o", "markersize": 4} if len(values) <= 60 else {}
            label = f"{label} (last {values[-1]:.1%})"
            x = np.arange(1, len(values) + 1)
            axes.plot(x, values, color=color, linewidth=1.8, label=label, **marker)
            lowest = min(lowest, np.nanmin(values))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_ylim(max(0.0, lowest - 0.08 * (1 - lowest) - 0.002), 1.002)
    axes.set_xlim(0, len(history))
    legend(axes, loc="lower right")


def learning_rate(history: Any) -> Any:
    """The learning rate over the updates: of a `History`, or a list of numbers."""
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
