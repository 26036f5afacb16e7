"""Samplers: the order in which a DataLoader visits the indices of a data set.

Every sampler draws its whole order when its iteration starts, so that what is drawn elsewhere
during an
epoch (weights, dropout) and the number of workers never change the order.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from minidnn.backend import Generator, rng_of

Random = Generator | np.random.Generator | None


class Sampler:
    """Base of all samplers: define `__iter__` (the indices in order) and, if known, `__len__`."""

    def __init__(self, data_source: Any = None) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__}: define __iter__(self)")

    @classmethod
    def __class_getitem__(cls, item: Any) -> type:
        return cls


class SequentialSampler(Sampler):
    """0, 1, 2, ... in order."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """A random order: every index once, or `num_samples` indices, or with replacement.

    Without replacement, more samples than items are made of several orders one after the other.
    """

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Random = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise TypeError(
                f"RandomSampler: replacement must be True or False; got {replacement!r}"
            )
        check_count("RandomSampler: num_samples", self.num_samples)

    @property
    def num_samples(self) -> int:
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        n, rng = len(self.data_source), rng_of(self.generator)
        if self.replacement:
            return iter(rng.integers(0, n, self.num_samples).tolist())
        rounds = [rng.permutation(n) for _ in range(-(-self.num_samples // n))]
        order = rounds[0] if len(rounds) == 1 else np.concatenate(rounds)
        return iter(order[: self.num_samples].tolist())

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """The given indices in a random order."""

    def __init__(self, indices: Sequence[int], generator: Random = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        order = rng_of(self.generator).permutation(len(self.indices)).tolist()
        return iter([self.indices[i] for i in order])

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Indices drawn with probabilities in proportion to `weights` (they need not sum to 1)."""

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: Random = None,
    ) -> None:
        check_count("WeightedRandomSampler: num_samples", num_samples)
        if not isinstance(replacement, bool):
            raise ValueError(
                f"WeightedRandomSampler: replacement must be True or False; got {replacement!r}"
            )
        self.weights = np.asarray(weights, dtype=np.float64)
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator
        if self.weights.ndim != 1:
            raise ValueError(
                f"WeightedRandomSampler: weights must be one number per item; got shape "
                f"{tuple(self.weights.shape)}"
            )
        if not (
            np.isfinite(self.weights).all() and (self.weights >= 0).all() and self.weights.any()
        ):
            raise ValueError(
                "WeightedRandomSampler: weights must be finite, not negative, and not all zero"
            )
        drawable = np.count_nonzero(self.weights)
        if not replacement and num_samples > drawable:
            raise ValueError(
                f"WeightedRandomSampler: {num_samples} samples without replacement from "
                f"{drawable} items "
                "of positive weight; ask for fewer, or use replacement=True"
            )

    def __iter__(self) -> Iterator[int]:
        share = self.weights / self.weights.sum()
        rng = rng_of(self.generator)
        drawn = rng.choice(len(share), self.num_samples, replace=self.replacement, p=share)
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of `batch_size` indices from another sampler; the last one may be shorter."""

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool = False) -> None:
        check_count("batch_size", batch_size)
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last must be True or False; got drop_last={drop_last!r}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[Any]]:
        return self._batches(iter(self.sampler))  # the order is drawn here, not at the first batch

    def _batches(self, indices: Iterator[Any]) -> Iterator[list[Any]]:
        batch = []
        for index in indices:
            batch.append(index)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self) -> int:
        n = len(self.sampler)  # type: ignore[arg-type]
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)


def check_count(what: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value <= 0:
        raise ValueError(f"{what} should be a positive integer value, but got {value!r}")
