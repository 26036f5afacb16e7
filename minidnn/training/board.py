"""SummaryWriter: a callback that writes a training for TensorBoard, through tensorboardX."""

import os
from typing import Any

from .callbacks import Callback


class SummaryWriter(Callback):
    """Losses, metrics, learning rates, and (every `histograms` epochs) all weights.

    log_dir: the folder that `tensorboard --logdir` is given.  every: batches between two points of
    the training loss.  histograms: epochs between two histograms of all parameters; None: none.
    Other calls of tensorboardX's writer, such as add_image, are there as `writer`.

    Raises: ImportError without the package tensorboardX (`pip install tensorboardX`).
    """

    def __init__(
        self, log_dir: str | os.PathLike[str], every: int = 10, histograms: int | None = None
    ) -> None:
        try:
            from tensorboardX import SummaryWriter as Writer
        except ImportError as error:
            raise ImportError(
                "training.SummaryWriter needs the package tensorboardX: pip install tensorboardX"
            ) from error
        self.writer = Writer(logdir=os.fspath(log_dir))
        self.every, self.histograms = every, histograms
        self.written = 0

    def begin(self, run: Any) -> None:
        """At a resume, go on behind the batches that were written before the stop."""
        self.written = len(run.history.losses)

    def after_step(self, run: Any) -> None:
        """The loss and the learning rate of every `every`-th batch."""
        history = run.history
        for step in range(self.written, len(history.losses)):
            if step % self.every == 0:
                self.writer.add_scalar("batch/loss", history.losses[step], step)
        self.written = len(history.losses)

    def after_epoch(self, run: Any) -> None:
        """The row of the epoch; histograms where they are due."""
        row = run.history.rows[-1]
        for name, value in row.items():
            if name != "epoch" and isinstance(value, int | float):
                self.writer.add_scalar(f"epoch/{name}", value, row["epoch"])
        if self.histograms and run.epoch % self.histograms == 0:
            for name, p in run.model.named_parameters():
                self.writer.add_histogram(name, p.detach().cpu().numpy(), row["epoch"])
        self.writer.flush()

    def end(self, run: Any) -> None:
        """Write what is left, and close the file."""
        self.writer.close()
