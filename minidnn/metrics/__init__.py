"""Metrics: how good predictions are. Every function takes (y_true, y_pred), as in scikit-learn."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..missing import attributes
from .classification import (
    accuracy,
    confusion_matrix,
    counts,
    default_metrics,
    f1,
    hits,
    hits_for,
    host,
    precision,
    recall,
    roc_auc,
    top_k_accuracy,
)
from .labels import hamming_loss, multilabel_f1, subset_accuracy
from .regression import (
    max_error,
    mean_absolute_error,
    mean_squared_error,
    median_absolute_error,
    r2,
    root_mean_squared_error,
)
from .report import classification_report

__all__ = [
    "accuracy",
    "classification_report",
    "confusion_matrix",
    "f1",
    "hamming_loss",
    "max_error",
    "mean_absolute_error",
    "mean_squared_error",
    "median_absolute_error",
    "multilabel_f1",
    "precision",
    "r2",
    "recall",
    "roc_auc",
    "root_mean_squared_error",
    "subset_accuracy",
    "top_k_accuracy",
]

NAMED: dict[str, Callable[[Any, Any], Any]] = {
    name: globals()[name]
    for name in __all__
    if name not in ("classification_report", "confusion_matrix")
}
NAMED |= {
    "mae": mean_absolute_error,
    "mse": mean_squared_error,
    "rmse": root_mean_squared_error,
}


def falls(name: str) -> bool:
    """Whether a column of this name is the better the smaller it is: losses and errors."""
    return name.endswith(("loss", "error", "mae", "mse", "rmse", "perplexity"))

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__)
