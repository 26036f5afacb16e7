"""History: what happened in a training, epoch by epoch and step by step."""

from typing import Any

import numpy as np

from ..markup import curve, table
from ..metrics import falls


class History:
    """rows: one dictionary per epoch (epoch, batches, lr, loss, accuracy, val_loss, ..., seconds).

    losses, rates: the training loss and the learning rate of every batch.
    `history["val_loss"]` is a column of the rows.
    interrupted: whether Ctrl-C ended the training early.
    """

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.losses: list[float] = []
        self.rates: list[float] = []
        self.interrupted = False

    def __getitem__(self, name: str) -> list[float]:
        if not any(name in row for row in self.rows):
            raise KeyError(
                f"History has no {name!r}; it has {', '.join(self.names()) or 'nothing'}"
            )
        return [row.get(name, float("nan")) for row in self.rows]

    def __contains__(self, name: str) -> bool:
        return any(name in row for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def names(self) -> list[str]:
        """The names of the columns."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def best(self, name: str = "val_loss") -> dict[str, Any]:
        """The row in which a loss or an error was smallest, or another metric largest."""
        values = np.array(self[name], dtype=np.float64)
        place = np.nanargmin(values) if falls(name) else np.nanargmax(values)
        return self.rows[int(place)]

    def __repr__(self) -> str:
        if not self.rows:
            return "History(no epoch yet)"
        last = ", ".join(f"{k} {number(v)}" for k, v in self.rows[-1].items() if k != "epoch")
        return f"History({len(self.rows)} epochs; the last: {last})"

    def _repr_html_(self) -> str:
        if not self.rows:
            return "<p>no epoch yet</p>"
        names = self.names()
        shown = self.rows if len(self.rows) <= 12 else [*self.rows[:5], {}, *self.rows[-6:]]
        rows = [[number(row.get(name, "")) if row else "…" for name in names] for row in shown]
        losses = {name: self[name] for name in ("loss", "val_loss") if name in self}
        return curve(losses) + table(names, rows, left=0)

    def state_dict(self) -> dict[str, Any]:
        """Columns as arrays, which stay small in a file however many epochs there are."""
        columns = {name: np.array(self[name]) for name in self.names()}
        losses, rates = (np.array(values, dtype=np.float64) for values in (self.losses, self.rates))
        return {"columns": columns, "losses": losses, "rates": rates}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""
        columns = {name: np.asarray(values).tolist() for name, values in state["columns"].items()}
        self.rows = [dict(zip(columns, values)) for values in zip(*columns.values())]
        self.losses, self.rates = (np.asarray(state[k]).tolist() for k in ("losses", "rates"))


def number(value: Any) -> str:
    """A number as short as it can be read well."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
