"""find_lr: tries learning rates from tiny to huge in one short run, and suggests one."""

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np

from ..missing import explaining


@dataclass
class LearningRates:
    """rates and losses of the trial (losses smoothed), and the suggestion; see plot.find_lr."""

    rates: list[float]
    losses: list[float]
    suggestion: float

    def __repr__(self) -> str:
        return (
            f"LearningRates({len(self.rates)} steps from {self.rates[0]:.1e} to "
            f"{self.rates[-1]:.1e}; suggestion {self.suggestion:.1e})"
        )

    def _repr_png_(self) -> bytes:
        import importlib  # pictures stand above: imported when Jupyter asks for one

        return importlib.import_module("minidnn.plot").find_lr(self)._repr_png_()


@explaining
def find_lr(
    model: Any,
    loader: Iterable[Any],
    *,
    criterion: Any,
    optimizer: Any,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 100,
    smoothing: float = 0.9,
    device: Any = None,
) -> LearningRates:
    """Train with a rate that grows from `low` to `high`; then all is as it was before.

    It stops where the loss is 4 times its best. The suggestion is a tenth of the rate with the
    lowest smoothed loss, or the rate where that loss falls most steeply if this is smaller: an
    average of many steps lags behind, and what lowers the loss once may be too much for a
    training. The loader is gone through again if it is too short.

    Raises: ValueError for a range that is none, or a loader without batches.
    Source: Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3.
    """
    if not 0 < low < high or steps < 10:
        raise ValueError(
            f"find_lr: expected 0 < low < high and at least 10 steps; got {low}, {high}, {steps}"
        )
    state = copy.deepcopy(model.state_dict()), copy.deepcopy(optimizer.state_dict())
    training = model.training
    model.train()
    rates, losses, mean, best = [], [], 0.0, math.inf
    try:
        for step, (x, y) in zip(range(steps), endless(loader)):
            rate = low * (high / low) ** (step / (steps - 1))
            for group in optimizer.param_groups:
                group["lr"] = rate
            x, y = (t if device is None else t.to(device) for t in (x, y))
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            value = loss.item()
            mean = smoothing * mean + (1 - smoothing) * value
            smooth = mean / (1 - smoothing ** (step + 1))
            if not math.isfinite(value) or smooth > 4 * best:
                break
            best = min(best, smooth)
            rates.append(rate)
            losses.append(smooth)
            loss.backward()
            optimizer.step()
    finally:
        model.load_state_dict(state[0])
        optimizer.load_state_dict(state[1])
        optimizer.zero_grad()
        model.train(training)
    if len(rates) < 5:
        raise ValueError(
            f"find_lr: the loss was no number, or 4 times its best, after {len(rates)} steps; "
            f"start below low={low:g}, or scale the inputs"
        )
    return LearningRates(rates, losses, suggested(rates, losses))


def endless(loader: Iterable[Any]) -> Iterable[Any]:
    """The batches of a loader, again and again."""
    if len(list(zip(range(1), loader))) == 0:
        raise ValueError("find_lr: the loader gives no batches")
    return chain.from_iterable(repeat(loader))


def suggested(rates: list[float], losses: list[float]) -> float:
    """The rate where the loss falls most steeply over log(rate); at most a tenth of the best."""
    lowest = max(int(np.argmin(losses)), 2)
    slope = np.gradient(np.array(losses[: lowest + 1]), np.log(rates[: lowest + 1]))
    return float(min(rates[int(np.argmin(slope))], rates[lowest] / 10))
