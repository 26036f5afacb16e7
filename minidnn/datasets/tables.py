"""table: a CSV file as a data set, with types, missing values, categories and splits."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..missing import explaining
from ..tensor import Tensor
from ..utils.data import TensorDataset

MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
MANY = 50  # more different texts than this in a column are no categories


@dataclass
class Column:
    """A column of the file: a number (mean, std over training rows) or a text (its categories)."""

    name: str
    kind: str  # "number" or "category"
    mean: float = 0.0
    std: float = 1.0
    gaps: bool = False  # values are missing: a further input says where
    categories: list[str] = field(default_factory=list)

    @property
    def inputs(self) -> list[str]:
        """The names of the inputs that the column becomes."""
        if self.kind == "category":
            return [f"{self.name}={value}" for value in self.categories]
        return [self.name, f"{self.name} missing"] if self.gaps else [self.name]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Texts as inputs (N, inputs), float32: numbers scaled, categories one-hot."""
        if self.kind == "category":
            place = {value: i for i, value in enumerate(self.categories)}
            rows = np.zeros((len(texts), len(self.categories)), np.float32)
            for row, text in enumerate(texts):
                i = place.get(text.strip(), place.get("(missing)") if gap(text) else None)
                if i is not None:
                    rows[row, i] = 1.0
            return rows
        numbers = np.array([np.nan if gap(t) else number(t) for t in texts], np.float64)
        empty = np.isnan(numbers)
        scaled = np.where(empty, 0.0, (numbers - self.mean) / self.std)
        parts = [scaled, empty] if self.gaps else [scaled]
        return np.stack(parts, axis=1).astype(np.float32)


@dataclass
class TableData:
    """train, test: data sets of (x, y).  x (N,D) float32; y (N,) class numbers, or (N,1) float32.

    columns: how each column of the file became inputs; names: of all D inputs.  classes: names of
    the classes, [] for numbers.  target_mean, target_std: the scale of y where it is a number, as
    y·target_std + target_mean.
    """

    train: Any
    test: Any
    columns: list[Column]
    target: str
    classes: list[str]
    target_mean: float = 0.0
    target_std: float = 1.0

    @property
    def names(self) -> list[str]:
        """The names of all inputs."""
        return [name for column in self.columns for name in column.inputs]

    def encode(self, rows: Sequence[dict[str, str]]) -> Tensor:
        """New rows of the file, {column: text}, as inputs (N,D)."""
        parts = [c.encode([str(row.get(c.name, "")) for row in rows]) for c in self.columns]
        return Tensor(np.concatenate(parts, axis=1))

    def __repr__(self) -> str:
        kinds = [c.kind for c in self.columns]
        what = f"{len(self.classes)} classes" if self.classes else "a number"
        return (
            f"TableData({len(self.train)} rows to train, {len(self.test)} to test; "
            f"{kinds.count('number')} numbers and {kinds.count('category')} categories make "
            f"{len(self.names)} inputs; {self.target!r} is {what})"
        )


@explaining
def table(
    path: str | os.PathLike[str],
    target: str,
    *,
    held_out: float = 0.2,
    seed: int = 0,
    ignore: Sequence[str] = (),
    kinds: dict[str, str] | None = None,
) -> TableData:
    """Read a CSV file whose first line names the columns; `target` is the one to predict.

    A column of numbers is scaled to mean 0 and variance 1 (over the rows to train); any other with
    at most 50 different texts becomes one input for each. Empty cells, NA, nan and ? are missing:
    numbers get the mean and a further input that says so, categories one of their own; rows
    without a target are left out. A target of numbers is a number, unless it holds at most 10
    whole ones. held_out: the share of rows for testing, of every class alike.  kinds: {column:
    "number" or "category"} where a guess is wrong.  ignore: columns that are left out.

    Raises: ValueError for a file without rows, an unknown column, or a target that is missing.
    """
    header, rows = read(Path(path))
    kinds = kinds or {}
    for name in (target, *ignore, *kinds):
        if name not in header:
            raise ValueError(
                f"table: {path} has no column {name!r}; its columns: {', '.join(header[:20])}"
            )
    rows = [row for row in rows if not gap(row[header.index(target)])]
    if len(rows) < 5:
        raise ValueError(f"table: {path} has {len(rows)} rows with a {target!r}; at least 5 needed")
    goal = [row[header.index(target)].strip() for row in rows]
    classes, y, mean, std = goal_of(goal, kinds.get(target))
    train, test = split(len(rows), y if classes else None, held_out, seed)
    found = []
    for name in header:
        if name != target and name not in ignore:
            texts = [row[header.index(name)] for row in rows]
            found.append(column_of(name, texts, train, kinds.get(name)))
    columns = [column for column in found if column is not None]
    if not columns:
        raise ValueError(f"table: {path} has no column to predict {target!r} from")
    if not classes:
        values = y[train]
        mean, std = float(values.mean()), float(values.std()) or 1.0
        y = ((y - mean) / std).astype(np.float32)[:, None]
    result = TableData(None, None, columns, target, classes, mean, std)
    x = result.encode([dict(zip(header, row)) for row in rows]).array
    result.train = TensorDataset(Tensor(x[train]), Tensor(y[train]))
    result.test = TensorDataset(Tensor(x[test]), Tensor(y[test]))
    return result


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows as texts."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text("latin-1")
    sample = text[:20000]
    marks = {mark: sample.split("\n")[0].count(mark) for mark in ",;\t|"}
    mark = max(marks, key=lambda m: marks[m])
    lines = [row for row in csv.reader(text.splitlines(), delimiter=mark) if any(row)]
    if len(lines) < 2:
        raise ValueError(f"table: {path} has no rows below a line of column names")
    header = [name.strip() for name in lines[0]]
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise ValueError(f"table: {path} has two columns of the name {twice!r}")
    for number_of_line, row in enumerate(lines[1:], 2):
        if len(row) != len(header):
            raise ValueError(
                f"table: line {number_of_line} of {path} has {len(row)} cells, the first line "
                f"names {len(header)} columns"
            )
    return header, lines[1:]


def gap(text: str) -> bool:
    """Whether a cell is empty."""
    return text.strip().lower() in MISSING


def number(text: str) -> float:
    """A cell as a number; NaN if it is none, or infinite."""
    try:
        value = float(text.strip().replace(" ", ""))
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def column_of(name: str, texts: list[str], train: Any, kind: str | None) -> Column | None:
    """A column as its training rows show it; None for one that says nothing."""
    full = [t.strip() for t in texts if not gap(t)]
    if kind not in (None, "number", "category"):
        raise ValueError(f'table: kinds[{name!r}] must be "number" or "category"; got {kind!r}')
    numeric = bool(full) and not any(np.isnan(number(t)) for t in full)
    if kind == "number" and not numeric:
        wrong = next((t for t in full if np.isnan(number(t))), "")
        raise ValueError(f"table: column {name!r} is no column of numbers: {wrong!r}")
    if (numeric and kind is None) or kind == "number":
        seen = np.array([np.nan if gap(texts[i]) else number(texts[i]) for i in train])
        known = seen[~np.isnan(seen)]
        if known.size == 0 or (known == known[0]).all() and len(full) == len(texts):
            return None
        std = float(known.std())
        return Column(name, "number", float(known.mean()), std or 1.0, len(full) < len(texts))
    values = sorted({texts[i].strip() for i in train if not gap(texts[i])})
    if len(set(full)) < len(full) * 0.9 or len(set(full)) <= 2 or kind == "category":
        if len(values) > MANY and kind is None:
            return None
        values += ["(missing)"] if len(full) < len(texts) else []
        return Column(name, "category", categories=values) if len(values) > 1 else None
    return None  # a name or a number of a row: it tells nothing of other rows


def goal_of(goal: list[str], kind: str | None) -> tuple[list[str], np.ndarray, float, float]:
    """(classes, y, mean, std) of the target's texts."""
    numbers = np.array([number(t) for t in goal])
    numeric = not np.isnan(numbers).any()
    few = numeric and len(set(numbers)) <= 10 and (numbers == np.round(numbers)).all()
    if kind == "number" and not numeric:
        raise ValueError(f"table: the target is no column of numbers: {goal[0]!r}")
    if kind == "number" or (numeric and not few and kind is None):
        return [], numbers, 0.0, 1.0
    classes = sorted(set(goal), key=lambda t: (number(t), t) if numeric else (0.0, t))
    if len(classes) < 2:
        raise ValueError(f"table: the target has one value only, {classes[0]!r}")
    if len(classes) > max(MANY, len(goal) // 5):
        raise ValueError(
            f"table: the target has {len(classes)} different texts, too many to be classes"
        )
    place = {value: i for i, value in enumerate(classes)}
    return classes, np.array([place[t] for t in goal]), 0.0, 1.0


def split(n: int, labels: Any, held_out: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train and to test; of every class the same share, where there are labels."""
    if not 0 < held_out < 1:
        raise ValueError(f"table: held_out must be between 0 and 1; got {held_out}")
    order = np.random.default_rng(seed).permutation(n)
    groups = [order] if labels is None else [order[labels[order] == c] for c in np.unique(labels)]
    test = np.concatenate([g[: round(len(g) * held_out)] for g in groups])
    if len(test) == 0:
        test = order[:1]
    train = np.setdiff1d(order, test)
    return np.random.default_rng(seed).permutation(train), np.sort(test)
