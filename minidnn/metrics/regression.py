"""Metrics of regression: how far predictions are from the truth. All take (y_true, y_pred).

y_true, y_pred: numbers of one shape, (N,), (N,1) or (N,D); (N,) and (N,1) fit each other.
"""

from typing import Any

import numpy as np

from ..missing import explaining
from .classification import host


@explaining
def mean_squared_error(y_true: Any, y_pred: Any) -> float:
    """mean of (true - predicted)²: in the square of the target's unit; 0 is perfect.

    >>> mean_squared_error([3.0, 1.0], [1.0, 1.0])
    2.0
    """
    true, predicted = pair(y_true, y_pred, "mean_squared_error")
    return float(np.mean((true - predicted) ** 2))


@explaining
def root_mean_squared_error(y_true: Any, y_pred: Any) -> float:
    """√ of the mean squared error: in the target's unit; 0 is perfect.

    >>> root_mean_squared_error([3.0, 5.0], [0.0, 9.0])
    3.5355339059327378
    """
    return mean_squared_error(y_true, y_pred) ** 0.5


@explaining
def mean_absolute_error(y_true: Any, y_pred: Any) -> float:
    """mean of |true - predicted|: in the target's unit; 0 is perfect.

    >>> mean_absolute_error([3.0, 1.0], [1.0, 1.0])
    1.0
    """
    true, predicted = pair(y_true, y_pred, "mean_absolute_error")
    return float(np.mean(np.abs(true - predicted)))


@explaining
def median_absolute_error(y_true: Any, y_pred: Any) -> float:
    """median of |true - predicted|, which a few wild samples do not move.

    >>> median_absolute_error([1.0, 2.0, 9.0], [1.5, 2.0, 0.0])
    0.5
    """
    true, predicted = pair(y_true, y_pred, "median_absolute_error")
    return float(np.median(np.abs(true - predicted)))


@explaining
def max_error(y_true: Any, y_pred: Any) -> float:
    """The largest |true - predicted|.

    >>> max_error([3.0, 1.0], [1.0, 1.5])
    2.0
    """
    true, predicted = pair(y_true, y_pred, "max_error")
    return float(np.max(np.abs(true - predicted)))


@explaining
def r2(y_true: Any, y_pred: Any) -> float:
    """1 - Σ(true - predicted)² / Σ(true - mean)²: the share of the variance that is explained.

    1 is perfect, 0 is no better than the mean of the targets; it can be below 0. For several
    columns the mean over them. Source: the coefficient of determination.

    Raises: ValueError where a column of targets is constant.

    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    0.5
    """
    true, predicted = pair(y_true, y_pred, "r2")
    rest = ((true - predicted) ** 2).sum(axis=0)
    spread = ((true - true.mean(axis=0)) ** 2).sum(axis=0)
    if not np.all(spread > 0):
        raise ValueError("r2: all targets of a column are equal, so there is nothing to explain")
    return float(np.mean(1 - rest / spread))


def pair(y_true: Any, y_pred: Any, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Both as float64 (N, D)."""
    true, predicted = host(y_true).astype(np.float64), host(y_pred).astype(np.float64)
    shapes = f"y_true {true.shape} and y_pred {predicted.shape}"
    if true.ndim and true.shape[1:] in ((), (1,)) and predicted.shape[1:] in ((), (1,)):
        true, predicted = true.reshape(len(true), 1), predicted.reshape(-1, 1)
    if true.shape != predicted.shape:
        raise ValueError(f"{name}: {shapes} must have one shape: a prediction for every target")
    if not true.size:
        raise ValueError(f"{name}: there are no samples")
    return true.reshape(len(true), -1), predicted.reshape(len(true), -1)
