"""Metrics of classification: right answers, precision, recall, ROC. All take (y_true, y_pred).

y_true: class numbers (N,), or 0 and 1 as (N,) or (N,1); tensors or arrays.
y_pred: class numbers (N,); scores or probabilities of every class (N,C), of which the largest
counts; or for two classes probabilities of class 1, (N,) or (N,1), above 0.5 (`threshold`).
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import backend
from ..missing import explaining


@explaining
def accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> float:
    """The share of right predictions.

    >>> accuracy([0, 1, 2, 2], [0, 1, 2, 1])
    0.75
    """
    true, predicted = classes_of(y_true, y_pred, threshold, "accuracy")
    return float((true == predicted).mean())


@explaining
def top_k_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> float:
    """The share of samples whose class is among the k largest scores (N,C).

    >>> top_k_accuracy([0, 2], [[0.2, 0.7, 0.1], [0.3, 0.6, 0.1]], k=2)
    0.5
    """
    true, scores = host(y_true).reshape(-1), host(y_pred)
    if scores.ndim != 2 or not 1 <= k <= scores.shape[1] or len(true) != len(scores):
        raise ValueError(
            f"top_k_accuracy: expected labels (N,), scores (N,C) and k in [1, C]; got "
            f"{true.shape}, {scores.shape}, {k!r}"
        )
    own = np.take_along_axis(scores, true[:, None].astype(np.int64), axis=1)
    return float(((scores > own).sum(axis=1) < k).mean())


@explaining
def precision(y_true: Any, y_pred: Any, average: str = "auto", threshold: float = 0.5) -> Any:
    """Of those called a class, the share that is of it; 0 where none is called so.

    average: "binary" (of class 1), "macro" (mean over classes), "micro" (over all samples),
    "weighted" (by the size of each class), "none" (an array, one value per class); "auto" is
    binary for two classes, else macro.

    >>> precision([1, 0, 1, 1], [1, 1, 1, 0])
    0.6666666666666666
    """
    hits, called, true = counts(y_true, y_pred, threshold, "precision")
    return averaged(hits, called, true, average, "precision")


@explaining
def recall(y_true: Any, y_pred: Any, average: str = "auto", threshold: float = 0.5) -> Any:
    """Of those that are of a class, the share that is called so; `average` as for precision.

    >>> recall([1, 0, 1, 1], [1, 1, 1, 0])
    0.6666666666666666
    """
    hits, _, true = counts(y_true, y_pred, threshold, "recall")
    return averaged(hits, true, true, average, "recall")


@explaining
def f1(y_true: Any, y_pred: Any, average: str = "auto", threshold: float = 0.5) -> Any:
    """2·precision·recall / (precision + recall); `average` as for precision.

    >>> f1([1, 0, 1, 1], [1, 1, 1, 0])
    0.6666666666666666
    """
    hits, called, true = counts(y_true, y_pred, threshold, "f1")
    return averaged(2 * hits, called + true, true, average, "f1")


@explaining
def confusion_matrix(
    y_true: Any, y_pred: Any, classes: int | None = None, threshold: float = 0.5
) -> np.ndarray:
    """(C, C) numbers of samples: row = true class, column = predicted class.

    >>> confusion_matrix([0, 1, 1], [0, 1, 0])
    array([[1, 0],
           [1, 1]])
    """
    true, predicted = classes_of(y_true, y_pred, threshold, "confusion_matrix")
    scores = host(y_pred)
    wide = scores.shape[1] if scores.ndim == 2 and scores.shape[1] > 1 else 2
    needed = int(max(true.max(), predicted.max())) + 1
    c = max(wide, needed) if classes is None else classes
    if needed > c or min(true.min(), predicted.min()) < 0:
        raise ValueError(
            f"confusion_matrix: classes must lie in [0, {c}); got "
            f"{min(true.min(), predicted.min())} to {needed - 1}"
        )
    return np.bincount(true * c + predicted, minlength=c * c).reshape(c, c)


@explaining
def roc_auc(y_true: Any, y_pred: Any) -> float:
    """The area under the ROC curve: how often a sample of a class scores above one of the others.

    Scores (N,) or (N,1) of class 1, or (N,C): then the mean over classes, each against the rest.
    0.5 is chance, 1 is perfect; ties count one half.

    >>> roc_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """
    true, scores = host(y_true).reshape(-1), host(y_pred)
    if len(true) != len(scores):
        raise ValueError(f"roc_auc: got {len(true)} labels and {len(scores)} predictions")
    if scores.ndim == 1 or scores.shape[1] == 1:
        return area(true == 1, scores.reshape(-1))
    return float(np.mean([area(true == c, scores[:, c]) for c in range(scores.shape[1])]))


def area(positive: np.ndarray, scores: np.ndarray) -> float:
    """The area from the ranks of the scores (equal scores share their mean rank)."""
    _, place, n = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(n) - (n - 1) / 2)[place.reshape(-1)]
    p, q = int(positive.sum()), int((~positive).sum())
    if p == 0 or q == 0:
        raise ValueError("roc_auc: needs samples of the class and of the others; one is missing")
    return float((ranks[positive].sum() - p * (p + 1) / 2) / (p * q))


# Parts


def hits(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Which predictions are right, as a boolean array where the arrays are (no transfer)."""
    if y_pred.ndim > 1 and y_pred.shape[1] > 1 and y_pred.shape != y_true.shape:
        return y_pred.argmax(axis=1) == y_true
    if y_pred.ndim > 1 and y_pred.shape[1] > 1:  # probabilities as targets: the largest of both
        return y_pred.argmax(axis=1) == y_true.argmax(axis=1)
    return (y_pred > threshold) == (y_true > 0.5)


def hits_for(criterion: Any) -> Callable[[Any, Any], Any] | None:
    """`hits` as it fits a loss: None for regression, threshold 0 for outputs before the sigmoid."""
    if takes_logits(criterion):
        return functools.partial(hits, threshold=0.0)
    classes = ("crossentropy", "nll", "bce", "binarycrossentropy")
    return hits if loss_name(criterion) in classes else None


def takes_logits(criterion: Any) -> bool:
    """Whether a loss of two classes or several labels takes outputs before the sigmoid."""
    return loss_name(criterion) in ("bcewithlogits", "binarycrossentropywithlogits")


def loss_name(criterion: Any) -> str:
    """The name of a loss without "loss" and underscores, in small letters."""
    name = getattr(criterion, "__name__", type(criterion).__name__)
    return name.replace("_", "").lower().removesuffix("loss")


def default_metrics(criterion: Any) -> dict[str, Callable[[Any, Any], float]]:
    """{"accuracy": ...} for a loss of classification, else nothing."""
    right = hits_for(criterion)
    return {} if right is None else {"accuracy": lambda true, pred: float(right(true, pred).mean())}


def classes_of(y_true: Any, y_pred: Any, threshold: float, name: str) -> tuple[Any, Any]:
    """True and predicted class numbers, both (N,)."""
    true, predicted = host(y_true), host(y_pred)
    if true.ndim == 2 and true.shape[1] > 1:
        true = true.argmax(axis=1)
    if predicted.ndim == 2 and predicted.shape[1] > 1:
        predicted = predicted.argmax(axis=1)
    elif predicted.dtype.kind == "f":
        predicted = predicted > threshold
    for side, labels in (("y_true", true), ("y_pred", predicted)):
        if labels.dtype.kind not in "biuf":
            raise TypeError(
                f"{name}: {side} must be class numbers or scores, got {labels.dtype}; number words "
                "with numpy.unique(words, return_inverse=True)[1]"
            )
    true, predicted = true.reshape(-1).astype(np.int64), predicted.reshape(-1).astype(np.int64)
    if len(true) != len(predicted):
        raise ValueError(
            f"{name}: y_true {np.shape(y_true)} and y_pred {np.shape(y_pred)} must have one label "
            "and one prediction for every sample"
        )
    if not len(true):
        raise ValueError(f"{name}: there are no samples")
    return true, predicted


def counts(y_true: Any, y_pred: Any, threshold: float, name: str) -> Any:
    """Per class: right predictions, predictions, samples."""
    matrix = confusion_matrix(y_true, y_pred, None, threshold)
    return np.diag(matrix), matrix.sum(axis=0), matrix.sum(axis=1)


def averaged(part: Any, whole: Any, true: Any, average: str, name: str) -> Any:
    """part / whole per class (0 where whole is 0), averaged over classes."""
    each = part / np.maximum(whole, 1)
    if average == "auto":
        average = "binary" if len(each) == 2 else "macro"
    present = (true + whole) > 0  # a class that occurs nowhere does not count
    if average == "binary" and len(each) == 2:
        return float(each[1])
    if average == "macro":
        return float(each[present].mean())
    if average == "micro":
        return float(part.sum() / whole.sum())
    if average == "weighted":
        return float((each * true).sum() / true.sum())
    if average == "none":
        return each
    raise ValueError(
        f"{name}: average must be 'auto', 'binary' (two classes), 'macro', 'micro', 'weighted' or "
        f"'none'; got {average!r} for {len(each)} classes"
    )


def host(x: Any) -> np.ndarray:
    """A tensor, an array of any device, or a list as a NumPy array."""
    x = getattr(x, "array", x) if hasattr(x, "requires_grad") else x
    return np.asarray(x) if isinstance(x, list | tuple) else backend.to_host(x)
