"""Callbacks: what may happen beside the loop: stop early, keep the best, change the rate."""

import math
import os
from pathlib import Path
from typing import Any

from ..metrics import falls
from ..missing import explain_constructor
from ..optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau
from ..serialization import save


class Callback:
    """Derive from it and define the events you want; `run` says where the training stands.

    run.model, run.optimizer, run.epoch (completed), run.epochs, run.step, run.loss (of the latest
    batch), run.history (rows, losses), run.about; run.stop() ends the training after the epoch.
    What `state_dict` returns is saved in the checkpoint and given back at a resume.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    def begin(self, run: Any) -> None:
        """Before the first epoch, and after a resume."""

    def before_epoch(self, run: Any) -> None:
        """Before the first batch of an epoch, or the first after a resume."""

    def after_step(self, run: Any) -> None:
        """After every update."""

    def after_epoch(self, run: Any) -> None:
        """After the validation; run.history.rows[-1] is the epoch's row."""

    def end(self, run: Any) -> None:
        """At the end, whatever ended the training."""

    def state_dict(self) -> dict[str, Any]:
        """What a resumed run needs of this callback; saved in the checkpoint."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""


class Monitor(Callback):
    """Watches one column of the history: losses and errors should fall, anything else rise."""

    def __init__(self, monitor: str = "val_loss", min_delta: float = 0.0) -> None:
        self.monitor, self.min_delta = monitor, min_delta
        self.sign = 1.0 if falls(monitor) else -1.0
        self.best, self.best_epoch = math.inf, 0

    def improved(self, run: Any) -> bool:
        row = run.history.rows[-1]
        if self.monitor not in row:
            raise ValueError(
                f"{type(self).__name__}: there is no {self.monitor!r} to watch; there is "
                f"{', '.join(row)}. Give fit a val_loader, or watch one of those"
            )
        value = self.sign * row[self.monitor]
        if not value < self.best - self.min_delta:
            return False
        self.best, self.best_epoch = value, run.epoch
        return True

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "best_epoch": self.best_epoch}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.best, self.best_epoch = state["best"], state["best_epoch"]


class EarlyStopping(Monitor):
    """Stop when `monitor` has not become better by more than min_delta for `patience` epochs."""

    def __init__(
        self, monitor: str = "val_loss", patience: int = 5, min_delta: float = 0.0
    ) -> None:
        super().__init__(monitor, min_delta)
        if patience < 1:
            raise ValueError(f"EarlyStopping: patience must be at least 1; got {patience!r}")
        self.patience = patience

    def after_epoch(self, run: Any) -> None:
        if not self.improved(run) and run.epoch - self.best_epoch >= self.patience:
            run.stop()


class BestCheckpoint(Monitor):
    """Save the model's weights in `path` whenever `monitor` is better than ever before.

    The file holds {"about": ..., "model": state dict, "row": the epoch's row}.
    """

    def __init__(self, path: str | os.PathLike[str], monitor: str = "val_loss") -> None:
        super().__init__(monitor)
        self.path = Path(path)

    def after_epoch(self, run: Any) -> None:
        if self.improved(run):
            row = dict(run.history.rows[-1])
            save({"about": run.about, "model": run.model.state_dict(), "row": row}, self.path)


class LRSchedule(Callback):
    """Step a learning rate scheduler after every epoch, or every step.

    every: "epoch" or "step"; None chooses "step" for OneCycleLR. ReduceLROnPlateau is given the
    epoch's val_loss (the training loss without validation).
    """

    def __init__(self, scheduler: Any, every: str | None = None) -> None:
        if every not in (None, "epoch", "step"):
            raise ValueError(f"LRSchedule: every must be 'epoch' or 'step'; got {every!r}")
        self.scheduler = scheduler
        self.every = every or ("step" if isinstance(scheduler, OneCycleLR) else "epoch")

    def after_step(self, run: Any) -> None:
        if self.every == "step":
            self.scheduler.step()

    def after_epoch(self, run: Any) -> None:
        if self.every == "epoch":
            row = run.history.rows[-1]
            plateau = isinstance(self.scheduler, ReduceLROnPlateau)
            self.scheduler.step(*[row.get("val_loss", row["loss"])] * plateau)

    def state_dict(self) -> dict[str, Any]:
        return self.scheduler.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.scheduler.load_state_dict(state)
