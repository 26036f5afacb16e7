"""ctc_loss: the loss of label sequences whose places in the input are not known."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import backend
from ... import functional as F
from ...ops.ctc import ctc_loss as ctc_loss_op
from ...tape import apply
from ...tensor import Tensor
from .criteria import reduced

__all__ = ["ctc_loss"]


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """-ln P(targets | log_probs) for sequences without known alignment:  log_probs (T,N,C).

    targets (N,S), or all one behind the other in one row; blank: the class that stands for no
    label. "mean" divides each loss by the length of its target first. zero_infinity: 0 in place of
    the infinite loss of a target that does not fit into its input.
    """
    alone = log_probs.ndim == 2
    if alone:
        log_probs, targets = log_probs.unsqueeze(1), targets.reshape(1, -1)
    T, N, C = sequences(log_probs)
    inputs, lengths = numbers(input_lengths, N), numbers(target_lengths, N)
    if not 0 <= blank < C:
        raise RuntimeError(f"ctc_loss: blank must be in [0, {C}), got {blank}")
    if max(inputs) > T or min(inputs) < 1 or min(lengths) < 0:
        raise RuntimeError(
            f"ctc_loss: input_lengths must be in [1, {T}] and target_lengths at least 0, got "
            f"{inputs} and {lengths}"
        )
    labels = padded(F.raw(targets), lengths)
    check_labels(labels, lengths, C, blank)
    where = log_probs.device
    counts = backend.to_device(np.asarray(lengths), where)
    losses = apply(
        ctc_loss_op,
        log_probs,
        labels=backend.to_device(labels, where),
        input_lengths=backend.to_device(np.asarray(inputs), where),
        target_lengths=counts,
        blank=blank,
        zero_infinity=zero_infinity,
    )
    if reduction == "mean":
        losses = F.div(losses, Tensor(np.maximum(counts, 1).astype(log_probs.dtype)))
    return reduced("ctc_loss", losses[0] if alone and reduction == "none" else losses, reduction)


def check_labels(labels: Any, lengths: list[int], C: int, blank: int) -> None:
    """Raises for labels that are no classes, or the blank (seen on the host only)."""
    if not labels.size or not backend.is_host(labels):
        return
    counted = labels[np.arange(labels.shape[1]) < np.asarray(lengths)[:, None]]
    if counted.size and not 0 <= counted.min() <= counted.max() < C:
        raise RuntimeError(
            f"ctc_loss: targets must be classes in [0, {C}), got {counted.min()} to {counted.max()}"
        )
    if (counted == blank).any():
        raise RuntimeError(f"ctc_loss: a target holds the blank, class {blank}")


def sequences(log_probs: Tensor) -> Sequence[int]:
    """(T, N, C) of log-probabilities."""
    if log_probs.ndim != 3 or 0 in log_probs.shape:
        raise RuntimeError(
            f"ctc_loss: expected log_probs (T, N, C) or (T, C), got {tuple(log_probs.shape)}"
        )
    return tuple(log_probs.shape)


def numbers(lengths: Any, count: int) -> list[int]:
    """Lengths (a tensor, a tuple, a number) as a list of ints."""
    values = backend.to_host(lengths.array) if isinstance(lengths, Tensor) else lengths
    result = [int(n) for n in np.asarray(values).reshape(-1)]
    if len(result) != count:
        raise RuntimeError(f"ctc_loss: expected {count} lengths, one per sample, got {len(result)}")
    return result


def padded(targets: Any, lengths: list[int]) -> Any:
    """Targets as (N, S), filled with 0: of rows, or of all targets one behind the other."""
    S = max(max(lengths), 0)
    if targets.ndim == 2 and len(targets) == len(lengths) and targets.shape[1] >= S:
        counts = backend.to_device(np.asarray(lengths), backend.device_of(targets))
        return targets[:, :S] * (np.arange(S, like=targets) < counts[:, None])
    if targets.ndim != 1 or len(targets) != sum(lengths):
        raise RuntimeError(
            f"ctc_loss: targets {tuple(targets.shape)} do not hold target_lengths {lengths}"
        )
    rows = np.zeros_like(targets, shape=(len(lengths), S))
    start = 0
    for i, n in enumerate(lengths):
        rows[i, :n] = targets[start : start + n]
        start += n
    return rows
