"""ReduceLROnPlateau: a smaller learning rate when a measured value stops improving."""

import math
from collections.abc import Sequence
from typing import Any

from .optimizer import Optimizer


class ReduceLROnPlateau:
    """lr = max(lr·factor, min_lr) after more than `patience` steps without a better value.

    mode: "min" (smaller is better) or "max". Better means by more than `threshold`, a fraction of
    the best value (threshold_mode "rel") or an amount ("abs"). After a change `cooldown` steps
    are not counted. Changes smaller than eps are left out.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0,
        eps: float = 1e-8,
    ):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"ReduceLROnPlateau: expected an Optimizer, got {type(optimizer)}")
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau: factor must be below 1, got {factor!r}")
        if mode not in ("min", "max"):
            raise ValueError(f"ReduceLROnPlateau: mode must be 'min' or 'max', got {mode!r}")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(
                f"ReduceLROnPlateau: threshold_mode must be 'rel' or 'abs', got {threshold_mode!r}"
            )
        groups = len(optimizer.param_groups)
        floors = list(min_lr) if isinstance(min_lr, Sequence) else [min_lr] * groups
        if len(floors) != groups:
            raise ValueError(f"ReduceLROnPlateau: {groups} groups, but min_lr is {min_lr!r}")
        self.optimizer = optimizer
        self.mode, self.factor, self.patience = mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.min_lrs, self.eps = cooldown, floors, eps
        self.cooldown_counter = self.num_bad_epochs = self.last_epoch = 0
        self.best = math.inf if mode == "min" else -math.inf
        self._last_lr = [group["lr"] for group in optimizer.param_groups]

    def step(self, metrics: Any, epoch: int | None = None) -> None:
        """Look at a measured value (a number or a scalar tensor); lower the rate if it is time."""
        value = float(metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self.is_better(value, self.best):
            self.best, self.num_bad_epochs = value, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, floor in zip(self.optimizer.param_groups, self.min_lrs):
                new = max(group["lr"] * self.factor, floor)
                if group["lr"] - new > self.eps:
                    group["lr"] = new
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def is_better(self, value: float, best: float) -> bool:
        """Whether value improves on best by more than the threshold."""
        if self.threshold_mode == "abs":
            margin = self.threshold
        else:  # infinity times 0 would be NaN
            margin = 0.0 if math.isinf(best) else self.threshold * best
        return value < best - margin if self.mode == "min" else value > best + margin

    def get_last_lr(self) -> list[float]:
        """The learning rate of every group, as last set."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where the scheduler that gave `state_dict` stopped."""
        self.__dict__.update(state_dict)
