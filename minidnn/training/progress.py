"""Progress: a bar in a terminal or notebook; a few of its lines where output goes to a file."""

import shutil
import sys
import time
import warnings
from typing import Any

from .callbacks import Callback

LINE_SECONDS = 10.0  # between two lines of a bar that is written into a file
IN_FILE = "{desc} {percentage:3.0f}%|{bar:20}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"
ON_SCREEN = "{desc} {percentage:3.0f}%|{bar}| {remaining} left{postfix}"  # fits 80 columns


class Progress(Callback):
    """A bar for every epoch; one for all in a notebook, and where an epoch is one batch.

    "loss" is the mean over the batches of the epoch so far, as it will stand in the history.
    """

    def __init__(self, file: Any = None) -> None:
        self.file = file
        self.bar: Any = None

    def begin(self, run: Any) -> None:
        self.per_epoch = length(run.loader)
        self.single = self.per_epoch == 1
        self.whole = not self.single and self.per_epoch is not None and in_notebook()
        if self.single and run.wants_epoch():
            self.bar = self.new_bar(run.epochs, run.epoch, "epoch", "training")
        elif self.whole and run.wants_epoch():
            done = run.epoch * self.per_epoch + run.batch
            self.bar = self.new_bar(run.epochs * self.per_epoch, done, "batch", "training")

    def before_epoch(self, run: Any) -> None:
        name = f"epoch {run.epoch + 1}/{run.epochs}"
        if self.whole:
            self.bar.rename(name)
        elif not self.single:
            self.bar = self.new_bar(self.per_epoch, run.batch, "batch", name)

    def after_step(self, run: Any) -> None:
        if not self.single:
            mean = {"loss": run.loss_sum / run.sample_count}
            if self.whole:  # the finished epochs' validation stays in sight
                mean |= {n: v for n, v in latest(run).items() if n.startswith("val_")}
            before = run.epoch * self.per_epoch if self.whole else 0
            self.bar.move(before + run.batch, mean)

    def after_epoch(self, run: Any) -> None:
        row = run.history.rows[-1]
        if self.single:
            self.bar.move(run.epoch, row, last=tenth(run.epoch, run.epochs))
        elif self.whole:
            self.bar.move(run.epoch * self.per_epoch, row, last=True)
        else:
            kept = isinstance(self.bar, Bar) or tenth(run.epoch, run.epochs, 20)
            self.bar.move(self.per_epoch, row, last=kept)
            self.bar.close()
            self.bar = None

    def end(self, run: Any) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None

    def new_bar(self, total: int | None, initial: int, unit: str, name: str) -> "Bar | Lines":
        file = sys.stderr if self.file is None else self.file
        live = in_notebook() or getattr(file, "isatty", lambda: False)()
        return (Bar if live else Lines)(file, total, initial, unit, name)


class Bar:
    """tqdm's bar, with the latest values behind it."""

    def __init__(self, file: Any, total: int | None, initial: int, unit: str, name: str) -> None:
        with warnings.catch_warnings():  # tqdm.auto warns in notebooks without ipywidgets
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
        self.terminal = not in_notebook()
        out = file if self.terminal else None
        known = {} if total is None or in_notebook() else {"bar_format": ON_SCREEN}
        self.bar = tqdm(
            total=total,
            initial=initial,
            unit=unit,
            desc=name,
            file=out,
            dynamic_ncols=True,
            **known,
        )

    def rename(self, name: str) -> None:
        self.bar.set_description_str(name, refresh=False)

    def move(self, n: int, values: dict[str, Any], last: bool = False) -> None:
        bar = self.bar
        bar.n = n if n is not None else bar.n
        if last or bar._time() - bar.last_print_t >= bar.mininterval:
            room = shutil.get_terminal_size().columns - 36 if self.terminal else None
            bar.set_postfix_str(described(values, room), refresh=False)
            bar.refresh()
            bar.last_print_t = bar._time()

    def close(self) -> None:
        self.bar.close()


class Lines:
    """The same bar as lines of text: at its end, and once in a while before."""

    def __init__(self, file: Any, total: int | None, initial: int, unit: str, name: str) -> None:
        from tqdm import tqdm

        self.meter, self.begun = tqdm.format_meter, time.monotonic()
        self.written = self.begun
        self.file, self.total, self.initial = file, total, initial
        self.unit, self.name = unit, name

    def move(self, n: int | None, values: dict[str, Any], last: bool = False) -> None:
        now = time.monotonic()
        if not last and now - self.written < LINE_SECONDS:
            return
        self.written = now
        text = self.meter(
            n or 0,
            self.total,
            now - self.begun,
            prefix=self.name,
            unit=self.unit,
            initial=self.initial,
            bar_format=IN_FILE if self.total else None,
            postfix=described(values),
        )
        self.file.write(text.rstrip() + "\n")
        self.file.flush()

    def close(self) -> None:
        pass


def tenth(n: int, total: int, parts: int = 10) -> bool:
    """Whether n of total is one of about `parts` equally spaced places."""
    return n * parts // total != (n - 1) * parts // total


def latest(run: Any) -> dict[str, Any]:
    """The row of the last epoch that was completed."""
    return run.history.rows[-1] if run.history.rows else {}


def described(row: dict[str, Any], room: int | None = None) -> str:
    """The values worth a place in a bar: the losses, the best-founded accuracy, one more metric.

    room: the characters that there are; None for any number.
    """
    texts = [f"{n.replace('_', ' ')} {row[n]:.4f}" for n in ("loss", "val_loss") if n in row]
    for name in ("val_accuracy", "accuracy"):
        if name in row:
            texts.append(f"accuracy {row[name]:.1%}")
            break
    own = [n for n in row if n.startswith("val_") and n not in ("val_loss", "val_accuracy")]
    if own and isinstance(row[own[0]], float):
        texts.append(f"{own[0].replace('_', ' ')} {row[own[0]]:.4g}")
    while room is not None and len(texts) > 1 and len(", ".join(texts)) > room:
        texts.pop()
    return ", ".join(texts)


def length(loader: Any) -> int | None:
    """The number of batches; None for a stream."""
    try:
        return len(loader)
    except TypeError:
        return None


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs us; IPython is never imported to find out."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")
