"""DistributedSampler: every rank gets its own part of a data set, in an order that all know."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import distributed as dist
from .sampler import Sampler


class DistributedSampler(Sampler):
    """The indices of one rank: every num_replicas-th, starting with its own number.

    All ranks draw the same order from seed + epoch; call `set_epoch(epoch)` before every epoch, or
    the order stays the same. (`training.fit` does it.) Where the number of ranks does not divide
    the samples, some come twice, or the last ones are left out (drop_last), so that all ranks make
    equally many steps.

    num_replicas, rank: by default those of `minidnn.distributed`.
    """

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        self.num_replicas = dist.get_world_size() if num_replicas is None else num_replicas
        self.rank = dist.get_rank() if rank is None else rank
        if not 0 <= self.rank < self.num_replicas:
            raise ValueError(
                f"DistributedSampler: rank must be in [0, {self.num_replicas - 1}]; got {self.rank}"
            )
        if not len(dataset):
            raise ValueError("DistributedSampler: the data set is empty")
        self.dataset, self.shuffle, self.seed, self.drop_last = dataset, shuffle, seed, drop_last
        self.epoch = 0
        n, size = len(dataset), self.num_replicas
        self.num_samples = n // size if drop_last else -(-n // size)
        self.total_size = self.num_samples * size

    def __iter__(self) -> Iterator[int]:
        return iter(self.order()[self.rank :: self.num_replicas].tolist())

    def order(self) -> np.ndarray:
        """The indices of all ranks in this epoch's order."""
        n = len(self.dataset)
        order = np.arange(n)
        if self.shuffle:
            order = np.random.default_rng(self.seed + self.epoch).permutation(n)
        return np.resize(order, self.total_size)  # repeats from the start where more are wanted

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Another order for every epoch, the same on all ranks."""
        self.epoch = epoch


class DistributedEvalSampler(Sampler):
    """A rank's part of a data set for evaluation, in order: no sample twice, none left out.

    The parts may differ by one sample, so use it where the ranks need not make equally many steps.
    """

    def __init__(
        self, dataset: Any, num_replicas: int | None = None, rank: int | None = None
    ) -> None:
        self.num_replicas = dist.get_world_size() if num_replicas is None else num_replicas
        self.rank = dist.get_rank() if rank is None else rank
        n = len(dataset)
        ends = [n * i // self.num_replicas for i in (self.rank, self.rank + 1)]
        self.part = range(*ends)

    def __iter__(self) -> Iterator[int]:
        return iter(self.part)

    def __len__(self) -> int:
        return len(self.part)
