"""Ranks: what a training does together with the other processes of its job; alone: nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..distributed.collectives import ReduceOp, all_reduce
from ..nn.parallel import DistributedDataParallel
from ..nn.parallel.distributed import synchronise
from ..tensor import Tensor


class Alone:
    """A training in one process."""

    first, rank, size = True, 0, 1

    def mean(self, loss: float, n: int) -> float:
        """The mean loss of the samples of all ranks, from each rank's mean over n samples."""
        return loss

    def sums(self, values: Sequence[float]) -> Sequence[float]:
        """Numbers added up over the ranks."""
        return values

    def any(self, *flags: bool) -> Sequence[bool]:
        """Each flag: whether it is set at any rank."""
        return flags

    def gather(self, thing: Any) -> list[Any]:
        """What every rank has, at every rank."""
        return [thing]

    def same_buffers(self, model: Any) -> None:
        """Give all ranks the buffers of the first."""


class Together(Alone):
    """A training whose model is a DistributedDataParallel: the other ranks make the same calls."""

    def __init__(self, group: Any) -> None:
        self.group, self.rank, self.size = group, group.rank(), group.size()
        self.first = self.rank == 0

    def reduced(self, values: Sequence[float], op: str) -> list[float]:
        numbers = Tensor(np.array(values, dtype=np.float64))
        all_reduce(numbers, op, self.group)
        return numbers.array.tolist()

    def mean(self, loss: float, n: int) -> float:
        total, count = self.reduced([loss * n, n], ReduceOp.SUM)
        return total / count

    def sums(self, values: Sequence[float]) -> Sequence[float]:
        return self.reduced(values, ReduceOp.SUM)

    def any(self, *flags: bool) -> Sequence[bool]:
        return [bool(flag) for flag in self.reduced(flags, ReduceOp.MAX)]

    def gather(self, thing: Any) -> list[Any]:
        return self.group.own.allgather(thing)

    def same_buffers(self, model: Any) -> None:
        buffers = list(core(model).buffers())
        if buffers:
            synchronise(buffers, self.group)


def ranks_of(model: Any) -> Alone:
    """Who trains this model."""
    if isinstance(model, DistributedDataParallel) and model.group.size() > 1:
        return Together(model.group)
    return Alone()


def core(model: Any) -> Any:
    """The model itself, out of a DistributedDataParallel."""
    return model.module if isinstance(model, DistributedDataParallel) else model
