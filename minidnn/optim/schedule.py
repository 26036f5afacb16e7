"""LRScheduler: what all schedulers share; a schedule is a formula of the first rate and the step t.

If somebody else has changed the rate since the last step (another scheduler on the same optimizer),
the schedule multiplies what it finds by its own change, so schedules combine as in PyTorch.
"""

import math
import warnings
from typing import Any

from ..missing import explain_constructor
from .optimizer import Optimizer

EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`: the first learning rate of "
    "the schedule is skipped. Call `optimizer.step()` first"
)


class LRScheduler:
    """Sets group["lr"] of an optimizer at every `step()`. Subclasses give `lr_at` or `get_lr`.

    last_epoch = -1 starts; to go on after epoch k, load the optimizer's state and give k.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(self).__name__}: expected an Optimizer, got {type(optimizer)}")
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise ValueError(
                    f"{type(self).__name__}: last_epoch {last_epoch} means to go on, but group {i} "
                    "has no initial_lr: load the optimizer's saved state first"
                )
        self.optimizer = optimizer
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._step_count = 0
        self._last_lr = list(self.base_lrs)
        self.step()

    def lr_at(self, base_lr: float, t: int) -> float:
        """The learning rate after t steps."""
        raise NotImplementedError(f"{type(self).__name__} has neither lr_at nor get_lr")

    def get_lr(self) -> list[float]:
        """The learning rate of every group at step `last_epoch`."""
        t, rates = self.last_epoch, []
        for group, base in zip(self.optimizer.param_groups, self.base_lrs):
            rate = self.lr_at(base, t)
            before = self.lr_at(base, t - 1) if t > 0 else base
            changed_by_others = self._chained and group["lr"] != before and before != 0
            rates.append(group["lr"] * rate / before if changed_by_others else rate)
        return rates

    def step(self, epoch: int | None = None) -> None:
        """Go on by one step, or to step `epoch`."""
        if self._step_count == 1 and not self.optimizer._opt_called:
            warnings.warn(EARLY, stacklevel=2)
        self._step_count += 1
        self._chained = epoch is None
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        for group, rate in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = rate
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """The learning rate of every group, as last set."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer and functions."""
        return {
            key: value
            for key, value in self.__dict__.items()
            if key not in ("optimizer", "_chained") and not callable(value)
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where the scheduler that gave `state_dict` stopped."""
        self.__dict__.update(state_dict)

    def require(self, holds: bool, name: str, wanted: str, value: Any) -> None:
        """Raises ValueError with the value of an argument that makes no sense."""
        if not holds:
            raise ValueError(f"{type(self).__name__}: {name} must be {wanted}, got {value!r}")


def annealed_cos(start: float, end: float, gone: float) -> float:
    """From start (gone = 0) to end (gone = 1) along half a cosine wave."""
    return end + (start - end) * (1.0 + math.cos(math.pi * gone)) / 2.0


def annealed_linear(start: float, end: float, gone: float) -> float:
    """From start (gone = 0) to end (gone = 1) in a straight line."""
    return start + (end - start) * gone
