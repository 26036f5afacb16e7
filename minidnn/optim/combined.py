"""Schedules made of schedules: one after the other, or all at once."""

import bisect
from collections.abc import Sequence
from typing import Any

from .optimizer import Optimizer
from .schedule import LRScheduler


class Combined(LRScheduler):
    """What schedules made of schedules share: how they are saved."""

    _schedulers: list[LRScheduler]

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer; the schedulers as their state."""
        return {
            **super().state_dict(),
            "_schedulers": [scheduler.state_dict() for scheduler in self._schedulers],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        rest = {key: value for key, value in state_dict.items() if key != "_schedulers"}
        super().load_state_dict(rest)
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"]):
            scheduler.load_state_dict(state)


class SequentialLR(Combined):
    """Follows one scheduler after the other: the next takes over at each milestone."""

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ):
        self.require(len(schedulers) > 0, "schedulers", "at least one", len(schedulers))
        self.require(
            len(milestones) == len(schedulers) - 1,
            "milestones",
            f"one fewer than the {len(schedulers)} schedulers",
            list(milestones),
        )
        for scheduler in schedulers:
            if scheduler.optimizer is not optimizer:
                raise ValueError(
                    "SequentialLR: all schedulers must have the same optimizer as this one"
                )
        self.optimizer = optimizer
        self._schedulers, self._milestones = list(schedulers), list(milestones)
        self.last_epoch = last_epoch + 1
        for group in optimizer.param_groups:  # each scheduler has taken its first step: undo
            group["lr"] = group["initial_lr"]
        for scheduler in schedulers[1:]:
            scheduler.last_epoch -= 1
        first = schedulers[0]
        first._step_count = 0
        first.step(first.last_epoch)
        self._last_lr = first.get_last_lr()

    def step(self, epoch: int | None = None) -> None:
        """Go on by one step."""
        self.last_epoch += 1
        i = bisect.bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[i]
        begins = i > 0 and self._milestones[i - 1] == self.last_epoch
        scheduler.step(0 if begins else None)
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(Combined):
    """Several schedulers of one optimizer that step together: their factors multiply."""

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None):
        self._schedulers = list(schedulers)
        self.require(len(self._schedulers) > 0, "schedulers", "at least one", 0)
        self.optimizer = optimizer or self._schedulers[0].optimizer
        for scheduler in self._schedulers:
            if scheduler.optimizer is not self.optimizer:
                raise ValueError("ChainedScheduler: all schedulers must have the same optimizer")
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def step(self, epoch: int | None = None) -> None:
        """Go on by one step in all of them."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]
