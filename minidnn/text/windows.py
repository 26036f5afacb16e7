"""Text as training data: windows of a long text, lines of equal length, batches with padding."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..tensor import Tensor
from ..utils.data import Dataset

IGNORED = -100  # the target that cross_entropy leaves out, as in PyTorch


class Windows(Dataset):
    """Item i is (x, y), both (T,) int64: `length` tokens, and the same moved on by one.

    tokens: (N,) a long text.  step: how far the next window is; by default `length`, so that every
    token is predicted once in an epoch; 1 gives every possible window.
    """

    def __init__(self, tokens: Any, length: int, step: int | None = None) -> None:
        self.tokens = np.asarray(tokens, dtype=np.int64)
        self.length, self.step = length, length if step is None else step
        if length < 1 or self.step < 1:
            raise ValueError(f"Windows: length and step must be from 1; got {length}, {step}")
        if self.tokens.ndim != 1 or len(self.tokens) <= length:
            raise ValueError(
                f"Windows: a window of {length} tokens and the one after it need a text of at "
                f"least {length + 1}; got shape {tuple(self.tokens.shape)}. Use shorter windows"
            )

    def __len__(self) -> int:
        return (len(self.tokens) - self.length - 1) // self.step + 1

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if not -len(self) <= index < len(self):
            raise IndexError(f"Windows: there is no window {index}; there are {len(self)}")
        start = index % len(self) * self.step
        window = self.tokens[start : start + self.length + 1]
        return Tensor(window[:-1].copy()), Tensor(window[1:].copy())

    def __getbatch__(self, indices: Sequence[int]) -> list[Tensor]:
        starts = np.asarray(indices)[:, None] % len(self) * self.step
        batch = self.tokens[starts + np.arange(self.length + 1)]
        return [Tensor(batch[:, :-1].copy()), Tensor(batch[:, 1:].copy())]


class Lines(Dataset):
    """Item i is (x, y), both (T,) int64, for a line of tokens: every token, then the end.

    x begins with the token `end` (nothing was said yet), y ends with it. Shorter lines are filled:
    x with `end`, y with -100, which cross_entropy leaves out. T is the longest line and 1.
    """

    def __init__(self, lines: Sequence[Any], end: int, length: int | None = None) -> None:
        longest = max((len(line) for line in lines), default=0)
        self.length = longest + 1 if length is None else length
        if not len(lines) or longest >= self.length:
            raise ValueError(
                f"Lines: {len(lines)} lines, the longest of {longest} tokens and its end, do not "
                f"fit in {self.length}"
            )
        self.x = np.full((len(lines), self.length), end, dtype=np.int64)
        self.y = np.full((len(lines), self.length), IGNORED, dtype=np.int64)
        for i, line in enumerate(lines):
            n = len(line)
            self.x[i, 1 : n + 1] = self.y[i, :n] = line
            self.y[i, n] = end

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return Tensor(self.x[index].copy()), Tensor(self.y[index].copy())

    def __getbatch__(self, indices: Sequence[int]) -> list[Tensor]:
        return [Tensor(self.x[np.asarray(indices)]), Tensor(self.y[np.asarray(indices)])]


def pad_batch(sequences: Sequence[Any], value: float = 0) -> np.ndarray:
    """Sequences (T_i,) -> (N, max T), the shorter ones filled with `value` at their end."""
    arrays = [s.array if isinstance(s, Tensor) else np.asarray(s) for s in sequences]
    batch = np.full((len(arrays), max(map(len, arrays))), value, dtype=arrays[0].dtype)
    for row, array in zip(batch, arrays):
        row[: len(array)] = array
    return batch


def pad_collate(value: int = 0, target_value: int = IGNORED) -> Callable[[Sequence[Any]], Any]:
    """A collate_fn for samples (x, y) whose x, and perhaps y, are sequences of unequal length.

    Gives [x (N, T), y]: x filled with `value`; y (N, T') filled with `target_value`, or (N,) where
    the targets are numbers.
    """

    def collate(samples: Sequence[Any]) -> list[Tensor]:
        xs, ys = zip(*samples)
        numbers = all(np.ndim(y.array if isinstance(y, Tensor) else y) == 0 for y in ys)
        if numbers:
            y = np.array([y.item() if isinstance(y, Tensor) else y for y in ys])
        else:
            y = pad_batch(ys, target_value)
        return [Tensor(pad_batch(xs, value)), Tensor(y)]

    return collate


def split_text(text: str, share: float = 0.1) -> tuple[str, str]:
    """The text without its last part, and that part, for validation."""
    cut = len(text) - int(len(text) * share)
    return text[:cut], text[cut:]


def letter_entropy(text: Sequence[Any]) -> float:
    """-Σ p ln p in nats, with p the frequencies of the characters (or tokens) in the text.

    No model that does not look at what came before can have a smaller loss on it.

    >>> round(letter_entropy("abab"), 4)
    0.6931
    """
    counts = np.array(list(Counter(text).values()), dtype=np.float64)
    if not len(counts):
        raise ValueError("letter_entropy: the text is empty")
    return math.log(counts.sum()) - float((counts * np.log(counts)).sum() / counts.sum())
