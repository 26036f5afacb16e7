"""Metrics where a sample may have several labels at once. All take (y_true, y_pred).

y_true: 0 and 1, (N,L).  y_pred: probabilities (N,L), above `threshold` is a yes; booleans, or 0 and
1 are taken as they are. Scores before the sigmoid need threshold=0.
"""

from typing import Any

import numpy as np

from ..missing import explaining
from .classification import averaged, host


@explaining
def subset_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> float:
    """The share of samples of which every label is right.

    >>> subset_accuracy([[1, 0], [1, 1]], [[0.9, 0.2], [0.9, 0.2]])
    0.5
    """
    true, predicted = marks(y_true, y_pred, threshold, "subset_accuracy")
    return float((true == predicted).all(axis=1).mean())


@explaining
def hamming_loss(y_true: Any, y_pred: Any, threshold: float = 0.5) -> float:
    """The share of labels that are wrong; 0 is perfect.

    >>> hamming_loss([[1, 0], [1, 1]], [[0.9, 0.2], [0.9, 0.2]])
    0.25
    """
    true, predicted = marks(y_true, y_pred, threshold, "hamming_loss")
    return float((true != predicted).mean())


@explaining
def multilabel_f1(
    y_true: Any, y_pred: Any, average: str = "macro", threshold: float = 0.5
) -> Any:
    """2·precision·recall / (precision + recall) of every label, averaged.

    average: "macro" (mean over labels that occur), "micro" (over all marks), "weighted" (by the
    number of samples that have the label), "none" (an array, one value per label).

    >>> multilabel_f1([[1, 0], [1, 1]], [[0.9, 0.2], [0.9, 0.2]], average="micro")
    0.8
    """
    true, predicted = marks(y_true, y_pred, threshold, "multilabel_f1")
    hits = (true & predicted).sum(axis=0)
    called, real = predicted.sum(axis=0), true.sum(axis=0)
    return averaged(2 * hits, called + real, real, average, "multilabel_f1")


def marks(y_true: Any, y_pred: Any, threshold: float, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Both as booleans (N, L)."""
    true, predicted = host(y_true), host(y_pred)
    if true.ndim != 2 or true.shape != predicted.shape:
        raise ValueError(
            f"{name}: expected labels and predictions (N, L); got {true.shape}, {predicted.shape}"
        )
    if not true.size:
        raise ValueError(f"{name}: there are no samples")
    return true > 0.5, predicted > threshold if predicted.dtype.kind == "f" else predicted > 0
