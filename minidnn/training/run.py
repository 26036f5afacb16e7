"""Run: what `fit` keeps of a training in progress: place, sums, stops, checkpoints."""

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ..metrics import hits_for
from ..nn.utils import clip_grad_norm_, clip_grad_value_
from .arguments import parts_of
from .callbacks import Callback, LRSchedule
from .diagnose import not_finite
from .history import History
from .progress import Progress, in_notebook
from .ranks import ranks_of
from .resume import own_state, restore, saved_state, write
from .seen import Seen


class Stop(Exception):
    """Leaves the loop early: after Ctrl-C, or because a callback asked for it."""


class Run:
    """One training: the arguments of `fit`, and where it stands.

    epoch: epochs completed.  batch: batches done in the epoch in progress.  step: updates so far.
    """

    def __init__(
        self,
        model: Any,
        train_loader: Iterable[Any],
        *,
        criterion: Callable[[Any, Any], Any],
        optimizer: Any,
        epochs: int,
        metrics: Mapping[str, Callable[[Any, Any], float]],
        scheduler: Any,
        clip_grad_norm: float | None,
        clip_grad_value: float | None,
        accumulate: int,
        device: Any,
        callbacks: Sequence[Callback],
        progress: bool | Callback,
        checkpoint: str | os.PathLike[str] | None,
        checkpoint_seconds: float,
        resume: bool,
        about: Mapping[str, Any] | None,
    ) -> None:
        check_count("epochs", epochs)
        check_count("accumulate", accumulate)
        check_limit("clip_grad_norm", clip_grad_norm)
        check_limit("clip_grad_value", clip_grad_value)
        if resume and checkpoint is None:
            raise ValueError("fit: resume=True needs checkpoint=, the file to go on from")
        self.model, self.loader = model, train_loader
        self.ranks = ranks_of(model)
        self.criterion, self.optimizer = criterion, optimizer
        self.epochs, self.accumulate = epochs, accumulate
        self.clip_grad_norm, self.clip_grad_value = clip_grad_norm, clip_grad_value
        self.metrics = dict(metrics)
        self.seen = Seen(name for name in self.metrics if name != "accuracy")
        self.hits = hits_for(criterion) if "accuracy" in self.metrics else None
        self.device, self.scheduler = device, scheduler
        self.callbacks = list(callbacks)
        if progress and self.ranks.first:
            bar = progress if isinstance(progress, Callback) else Progress()
            # in a terminal an epoch's bar is finished before anybody else prints; in a notebook
            # the one bar stands below what others show
            self.callbacks.insert(len(self.callbacks) if in_notebook() else 0, bar)
        if scheduler is not None:
            self.callbacks.insert(0, LRSchedule(scheduler))
        self.checkpoint = None if checkpoint is None else Path(checkpoint)
        self.checkpoint_seconds, self.resume = checkpoint_seconds, resume
        self.about = dict(about or {})
        self.history = History()
        self.epoch = self.batch = self.step = self.pending = 0
        self.skip = 0  # batches to pass over after a resume, where the loader cannot do it itself
        self.drained = False  # whether this epoch's batches have all been given
        self.loss = math.nan
        self.loss_sum, self.sample_count, self.hit_sum = 0.0, 0, 0
        self.seconds = 0.0
        self.finished = self.stopping = self.interrupted = False

    # Around the loop

    def __enter__(self) -> "Run":
        if self.resume and self.checkpoint is not None and self.checkpoint.exists():
            restore(self, self.checkpoint)
        self.saved_at = self.begun_at = time.monotonic()
        self.signals_before: Any = None
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a job in background
            self.signals_before = signal.signal(signal.SIGINT, self.on_interrupt)
        self.quiet = np.errstate(all="ignore")  # `check` sees what comes of it
        self.quiet.__enter__()
        try:
            self.tell("begin")
        except BaseException:
            self.restore_process()
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: Any) -> bool:
        self.restore_process()
        if error is None or kind is Stop:
            self.finished = error is None
            self.history.interrupted = self.interrupted and not self.finished
            self.save()
        self.tell("end")
        return kind is Stop

    def restore_process(self) -> None:
        """NumPy's warnings and Ctrl-C as they were before."""
        self.quiet.__exit__(None, None, None)
        if self.signals_before is not None:
            signal.signal(signal.SIGINT, self.signals_before)

    def on_interrupt(self, number: int, frame: Any) -> None:
        """The first Ctrl-C ends the run after the update in progress; the second at once."""
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True

    def tell(self, event: str) -> None:
        for callback in self.callbacks:
            getattr(callback, event)(self)

    def stop(self) -> None:
        """For callbacks: end the training after this epoch."""
        self.stopping = True

    # In the loop

    def wants_epoch(self) -> bool:
        return self.epoch < self.epochs and not self.stopping

    def batches(self) -> Iterator[tuple[Any, Any]]:
        """The rest of this epoch's batches, on the device."""
        self.epoch_begun_at = time.monotonic() - self.seconds
        self.tell("before_epoch")
        if not self.drained:
            sampler: Any = getattr(self.loader, "sampler", None)
            if hasattr(sampler, "set_epoch"):
                sampler.set_epoch(self.epoch)
            skipped, self.skip = self.skip, 0
            for batch in islice(self.loader, skipped, None):
                x, y = parts_of("fit", batch)
                yield moved(x, self.device), moved(y, self.device)
            self.drained = True
        if self.sample_count == 0:
            raise ValueError(
                "fit: the training loader gave no batch; is the data set empty, or a generator "
                "that was used up? A DataLoader can be iterated again and again"
            )
        if self.pending:
            self.update()

    def check(self, loss: Any, x: Any, y: Any) -> None:
        """Read the loss (the one synchronisation of a step); stop where it is no number."""
        self.loss = self.ranks.mean(loss.item(), len(y))
        if not math.isfinite(self.loss):
            raise not_finite(self, x, y)

    def scaled(self, loss: Any) -> Any:
        return loss if self.accumulate == 1 else loss / self.accumulate

    def count(self, y_pred: Any, y: Any) -> None:
        """Add this batch to the epoch's sums; the number of hits stays on the device."""
        n = len(y)
        self.loss_sum += self.loss * n
        self.sample_count += n
        if self.hits is not None:
            self.hit_sum = self.hit_sum + self.hits(y.array, y_pred.array).sum()
        self.seen.add(y.array, y_pred.array)
        self.history.losses.append(self.loss)
        self.history.rates.append(learning_rate(self.optimizer))
        self.batch += 1
        self.pending += 1

    def update_is_due(self) -> bool:
        return self.pending == self.accumulate

    def update(self) -> None:
        """One step of the optimizer; then a good moment for callbacks, saving and stopping."""
        if self.clip_grad_norm is not None:
            clip_grad_norm_(self.model.parameters(), self.clip_grad_norm)
        if self.clip_grad_value is not None:
            clip_grad_value_(self.model.parameters(), self.clip_grad_value)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.pending = 0
        self.step += 1
        self.tell("after_step")
        self.pause()

    def validated(self, validation: dict[str, float]) -> None:
        """The end of an epoch: its row in the history, then callbacks, saving and stopping."""
        sums = (self.loss_sum, self.sample_count, float(self.hit_sum))
        loss_sum, samples, hits = self.ranks.sums(sums)
        row: dict[str, Any] = {"epoch": self.epoch + 1, "batches": len(self.history.losses)}
        row["lr"] = self.history.rates[-1]
        row["loss"] = loss_sum / samples
        if self.hits is not None:
            row["accuracy"] = hits / samples
        row |= self.seen.measured(self.metrics, self.ranks.gather)
        row |= {f"val_{name}": value for name, value in validation.items()}
        row["seconds"] = time.monotonic() - self.epoch_begun_at
        self.history.rows.append(row)
        self.epoch += 1
        self.batch = self.sample_count = self.hit_sum = 0
        self.loss_sum = self.seconds = 0.0
        self.drained = False
        self.tell("after_epoch")
        (self.stopping,) = self.ranks.any(self.stopping)
        self.pause()

    def pause(self) -> None:
        """Between two updates: save if it is time; leave after Ctrl-C."""
        due = time.monotonic() - self.saved_at >= self.checkpoint_seconds
        self.interrupted, due = self.ranks.any(self.interrupted, due and self.ranks.first)
        if due:
            self.save()
        if self.interrupted and self.epoch < self.epochs:
            raise Stop

    def save(self) -> None:
        """Write the state of the run into the checkpoint, if there is one."""
        if self.checkpoint is not None:
            if self.batch:
                self.seconds = time.monotonic() - self.epoch_begun_at
            states = self.ranks.gather(own_state(self))
            if hasattr(self.optimizer, "consolidate_state_dict"):
                self.optimizer.consolidate_state_dict()
            if self.ranks.first:
                write(saved_state(self, states), self.checkpoint)
        self.saved_at = time.monotonic()


def moved(x: Any, device: Any) -> Any:
    """A tensor on the device; itself where no device was asked for."""
    return x if device is None else x.to(device)


def learning_rate(optimizer: Any) -> float:
    return float(optimizer.param_groups[0]["lr"])


def check_count(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"fit: {name} must be a whole number from 1; got {value!r}")


def check_limit(name: str, value: Any) -> None:
    if value is not None and not value > 0:
        raise ValueError(f"fit: {name} must be a positive number or None; got {value!r}")
