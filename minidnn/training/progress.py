"""Progress: a bar in a terminal or notebook; a few of its lines where output goes to a file."""

import sys
import time
import warnings
from typing import Any

from .callbacks import Callback

LINE_SECONDS = 10.0  # between two lines of a bar that is written into a file
IN_FILE = "{desc} {percentage:3.0f}%|{bar:20}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"
ON_SCREEN = "{desc} {percentage:3.0f}%|{bar}| {remaining} left{postfix}"  # fits 80 columns


class Progress(Callback):
    """One bar for the whole training where an epoch is one batch, else a bar for every epoch."""

    def __init__(self, file: Any = None) -> None:
        self.file = file
        self.bar: Any = None

    def begin(self, run: Any) -> None:
        self.per_epoch = length(run.loader)
        self.single = self.per_epoch == 1
        if self.single and run.wants_epoch():
            self.bar = self.new_bar(run.epochs, run.epoch, "epoch", "training")

    def before_epoch(self, run: Any) -> None:
        if not self.single:
            name = f"epoch {run.epoch + 1}/{run.epochs}"
            self.bar = self.new_bar(self.per_epoch, run.batch, "batch", name)

    def after_step(self, run: Any) -> None:
        if not self.single:
            self.bar.move(run.batch, {"loss": run.loss})

    def after_epoch(self, run: Any) -> None:
        row = run.history.rows[-1]
        if self.single:
            self.bar.move(run.epoch, row, last=tenth(run.epoch, run.epochs))
        else:
            self.bar.move(self.per_epoch, row, last=tenth(run.epoch, run.epochs, 20))
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
        out = None if in_notebook() else file
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

    def move(self, n: int, values: dict[str, Any], last: bool = False) -> None:
        bar = self.bar
        bar.n = n if n is not None else bar.n
        if last or bar._time() - bar.last_print_t >= bar.mininterval:
            bar.set_postfix_str(described(values), refresh=False)
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


def described(row: dict[str, Any]) -> str:
    """The values worth a place in a bar: the losses, and the best-founded accuracy."""
    texts = [f"{n.replace('_', ' ')} {row[n]:.4f}" for n in ("loss", "val_loss") if n in row]
    for name in ("val_accuracy", "accuracy"):
        if name in row:
            texts.append(f"accuracy {row[name]:.1%}")
            break
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
