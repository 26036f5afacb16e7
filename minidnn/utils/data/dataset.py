"""Data sets: something with a length and an item for each index; and ways to cut and join them.

A data set may offer `__getbatch__(indices)`: the whole batch at once, exactly as default_collate
would
give it. The DataLoader uses it where it can; it returns None where it cannot.
"""

import bisect
import itertools
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from minidnn.backend import Generator, device_of, rng_of, to_device
from minidnn.tensor import Tensor


class Dataset:
    """Base of all data sets: define `__getitem__(index)`, and `__len__` for the samplers."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__}: define __getitem__(self, index)")

    def __add__(self, other: "Dataset") -> "ConcatDataset":
        return ConcatDataset([self, other])

    @classmethod
    def __class_getitem__(cls, item: Any) -> type:
        return cls  # Dataset[int] in an annotation, as in PyTorch


class IterableDataset(Dataset):
    """A data set that is a stream: define `__iter__`. It has no order to shuffle."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__}: define __iter__(self)")

    def __add__(self, other: Dataset) -> "ChainDataset":  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Rows of tensors (or arrays) of equal length: item i is (tensors[0][i], tensors[1][i], ..)."""

    def __init__(self, *tensors: Any) -> None:
        for t in tensors:
            if isinstance(t, tuple) or not np.ndim(getattr(t, "array", t)):
                raise TypeError(
                    "TensorDataset: give tensors with rows side by side, TensorDataset(x, y); got "
                    f"{'a tuple' if isinstance(t, tuple) else 'a single number'}"
                )
        lengths = [len(t) for t in tensors]
        if not tensors or len(set(lengths)) != 1:
            raise ValueError(
                f"TensorDataset: needs tensors with the same number of rows; got {lengths}"
            )
        self.tensors = tuple(t if isinstance(t, Tensor) else Tensor(np.asarray(t)) for t in tensors)

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])

    def __getbatch__(self, indices: Sequence[int]) -> list[Any] | None:
        if type(self).__getitem__ is not TensorDataset.__getitem__:
            return None  # a subclass changes the items
        rows = np.asarray(indices)
        if rows.ndim != 1 or rows.dtype.kind != "i":
            return None
        if any(tensor.node is not None for tensor in self.tensors):
            return None
        arrays = [tensor.array for tensor in self.tensors]
        return [Tensor(array[to_device(rows, device_of(array))]) for array in arrays]


class StackDataset(Dataset):
    """Data sets side by side: item i is (a[i], b[i]), or {"x": a[i], "y": b[i]} for names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if bool(args) == bool(kwargs):
            raise ValueError("StackDataset: give data sets either as arguments or by names")
        self.datasets: Any = kwargs or args
        lengths = [len(part) for part in (kwargs.values() if kwargs else args)]
        if len(set(lengths)) != 1:
            raise ValueError(f"Size mismatch between datasets: they have {lengths} items")
        self._length = lengths[0]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: part[index] for name, part in self.datasets.items()}
        return tuple(part[index] for part in self.datasets)

    def __len__(self) -> int:
        return self._length


class Subset(Dataset):
    """The items of a data set at the given indices."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        if not hasattr(indices, "__getitem__"):
            raise TypeError(f"Subset: indices must be a list of numbers; got {indices!r}")
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)

    def __getbatch__(self, indices: Sequence[int]) -> Any:
        whole = getattr(self.dataset, "__getbatch__", None)
        if whole is None or type(self).__getitem__ is not Subset.__getitem__:
            return None
        return whole([self.indices[i] for i in indices])


class ConcatDataset(Dataset):
    """Several data sets one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        if isinstance(datasets, Dataset):
            raise TypeError("ConcatDataset: give the data sets as one list: ConcatDataset([a, b])")
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueError("ConcatDataset: got no data sets; give at least one")
        for dataset in self.datasets:
            if not hasattr(dataset, "__getitem__"):
                raise TypeError(f"ConcatDataset: expected data sets; got {dataset!r}")
            if isinstance(dataset, IterableDataset):
                raise TypeError(
                    "ConcatDataset: a stream has no indices; join streams with ChainDataset"
                )
        self.cumulative_sizes = list(itertools.accumulate(len(d) for d in self.datasets))

    def __getitem__(self, index: int) -> Any:
        n = len(self)
        if not -n <= index < n:
            raise IndexError(f"ConcatDataset: index {index} is outside the {n} items")
        index %= n
        which = bisect.bisect_right(self.cumulative_sizes, index)
        before = self.cumulative_sizes[which - 1] if which else 0
        return self.datasets[which][index - before]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


class ChainDataset(IterableDataset):
    """Several streams one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)

    def __iter__(self) -> Iterator[Any]:
        return itertools.chain.from_iterable(self.datasets)

    def __len__(self) -> int:
        return sum(len(d) for d in self.datasets)


def random_split(
    dataset: Any,
    lengths: Sequence[int | float],
    generator: Generator | np.random.Generator | None = None,
) -> list[Subset]:
    """Cut a data set at random into parts of these lengths, or of these fractions of it (sum 1).

    Fractions are rounded down; what is left over goes to the first parts, one item each.
    """
    if not hasattr(dataset, "__len__"):
        raise TypeError(f"random_split: expected a data set with a length; got {dataset!r}")
    if isinstance(lengths, int | float):
        raise TypeError(f"random_split: give the length of every part, [0.8, 0.2]; got {lengths!r}")
    if isinstance(generator, int):
        raise TypeError(
            "random_split: generator must be a Generator; use "
            f"minidnn.Generator().manual_seed({generator})"
        )
    n = len(dataset)
    sizes: list[int] = []
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 + 1e-9:
        for i, fraction in enumerate(lengths):
            if not 0 <= fraction <= 1:
                raise ValueError(
                    f"random_split: fraction {fraction} at position {i} is outside [0, 1]"
                )
            sizes.append(math.floor(n * fraction))
        for i in range(n - sum(sizes)):
            sizes[i % len(sizes)] += 1
        for i, size in enumerate(sizes):
            if size == 0:
                warnings.warn(
                    f"random_split: part {i} is empty: {lengths[i]} of {n} items is less than one",
                    stacklevel=2,
                )
    else:
        sizes = [int(size) for size in lengths]
        if sizes != list(lengths) or min(sizes, default=0) < 0 or sum(sizes) != n:
            raise ValueError(
                f"random_split: lengths {list(lengths)} must be whole numbers with the sum {n}, "
                f"the number "
                "of items, or fractions with the sum 1"
            )
    order = rng_of(generator).permutation(n).tolist()
    ends = list(itertools.accumulate(sizes))
    return [Subset(dataset, order[end - size : end]) for size, end in zip(sizes, ends)]
