"""What the model answered to this epoch's training batches, kept for metrics where it is little."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from .. import backend

MOST = 2_000_000  # numbers kept in an epoch; a classifier of ten classes has 200,000 samples then


class Seen:
    """True and predicted values of an epoch, for the metrics of these names.

    The arrays stay where they are (no transfer within a step) and are freed after every epoch.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.true: list[Any] = []
        self.predicted: list[Any] = []
        self.size = 0

    def add(self, y: Any, y_pred: Any) -> None:
        if self.names and self.size <= MOST:
            self.true.append(y)
            self.predicted.append(y_pred)
            self.size += y.size + y_pred.size

    def measured(
        self,
        metrics: Mapping[str, Callable[[Any, Any], float]],
        gather: Callable[[Any], list[Any]],
    ) -> dict[str, float]:
        """The metrics of the epoch that ends; none where it was too much to keep.

        gather: gives what every process of the training has.
        """
        values: dict[str, float] = {}
        if self.names:
            kept = self.true and self.size <= MOST
            parts = gather((whole(self.true), whole(self.predicted)) if kept else None)
            if all(part is not None for part in parts):
                true, predicted = (np.concatenate(each) for each in zip(*parts))
                values = {name: metrics[name](true, predicted) for name in self.names}
        self.true, self.predicted, self.size = [], [], 0
        return values

    def state_dict(self) -> dict[str, Any]:
        """What a resume in the middle of an epoch needs."""
        if not self.true:
            return {}
        return {"true": whole(self.true), "predicted": whole(self.predicted), "size": self.size}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.size = state.get("size", 0)
        self.true = [state["true"]] if state else []
        self.predicted = [state["predicted"]] if state else []


def whole(parts: list[Any]) -> np.ndarray:
    return np.concatenate([backend.to_host(part) for part in parts])
