"""Logs: the history in a file for other programs: CSV, or one JSON object a line."""

import csv
import io
import json
import math
import os
from pathlib import Path
from typing import Any

from ..utils.files import atomic_write
from .callbacks import Callback


class CSVLog(Callback):
    """A table with one row per epoch; written whole after each, so that it is never half a row."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def after_epoch(self, run: Any) -> None:
        if run.epoch == run.epochs or is_worth_writing(run.epoch):
            self.end(run)

    def end(self, run: Any) -> None:
        history = run.history
        text = io.StringIO()
        table = csv.DictWriter(text, history.names(), restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(history.rows)
        with atomic_write(self.path, "w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())


class JSONLog(Callback):
    """One JSON object per epoch, each on a line: {"event": "epoch", "epoch": 1, "loss": ...}.

    target: a path, or an open file such as sys.stdout.  every: only each such epoch, and the last.
    At a resume, a file is cut back to the epochs that the run goes on from.
    """

    def __init__(self, target: Any, every: int = 1) -> None:
        self.target, self.every = target, every

    def begin(self, run: Any) -> None:
        if not hasattr(self.target, "write"):
            lines = [line(row) for row in run.history.rows if self.is_due(run, row["epoch"])]
            with atomic_write(self.target, "w", encoding="utf-8") as file:
                file.write("".join(lines))

    def after_epoch(self, run: Any) -> None:
        if not self.is_due(run, run.epoch):
            return
        text = line(run.history.rows[-1])
        if hasattr(self.target, "write"):
            self.target.write(text)
            self.target.flush()
        else:
            with open(self.target, "a", encoding="utf-8") as file:
                file.write(text)

    def is_due(self, run: Any, epoch: int) -> bool:
        return epoch % self.every == 0 or epoch == run.epochs


def line(row: dict[str, Any]) -> str:
    """A row as a line of JSON; what is no finite number becomes null."""
    return json_line("epoch", **row)


def json_line(event: str, /, **values: Any) -> str:
    """{"event": ..., ...} and the end of the line."""
    clean = {
        k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()
    }
    return json.dumps({"event": event, **clean}) + "\n"


def is_worth_writing(epoch: int) -> bool:
    """All of the first epochs, then ever more seldom: the table is written whole each time."""
    return epoch % max(1, 10 ** (len(str(epoch)) - 2)) == 0
