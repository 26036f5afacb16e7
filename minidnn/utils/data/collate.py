"""From a list of samples to one batch: numbers and arrays become Tensors with a new first axis."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minidnn import functional
from minidnn.tensor import Tensor


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples -> batch, by PyTorch's rules.

    Tensors and arrays are stacked, ints become int64, floats float64, strings stay a list; dicts,
    tuples and lists are collated entry by entry, and tuples become lists.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        check_shapes([tensor.shape for tensor in batch])
        if any(tensor.requires_grad for tensor in batch):
            return functional.stack(list(batch))
        return Tensor(np.stack([tensor.array for tensor in batch]))
    if isinstance(first, np.ndarray):
        if first.dtype.kind not in "biuf":
            raise TypeError(
                f"default_collate: arrays of dtype {first.dtype} have no Tensor; use numbers, or "
                f"a collate_fn"
            )
        check_shapes([array.shape for array in batch])
        return Tensor(np.stack(batch))
    if isinstance(first, np.number | np.bool_):
        return Tensor(np.asarray(batch))
    if isinstance(first, bool):
        return Tensor(np.asarray(batch, dtype=np.bool_))
    if isinstance(first, float):
        return Tensor(np.asarray(batch, dtype=np.float64))
    if isinstance(first, int):
        return Tensor(np.asarray(batch, dtype=np.int64))
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return rebuilt(
            first, {key: default_collate([sample[key] for sample in batch]) for key in first}
        )
    if isinstance(first, Sequence):
        lengths = [len(sample) for sample in batch]
        if len(set(lengths)) > 1:
            raise RuntimeError(
                "default_collate: each element in list of batch should be of equal size; "
                f"got lengths {lengths}"
            )
        columns = [default_collate(column) for column in zip(*batch)]
        if isinstance(first, tuple) and not hasattr(first, "_fields"):
            return columns
        return rebuilt(first, columns)
    hint = "; add transforms.ToTensor()" if type(first).__module__.startswith("PIL.") else ""
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, strings, dicts or "
        "lists; "
        f"found {type(first).__name__}{hint}"
    )


def default_convert(data: Any) -> Any:
    """One sample -> the same with its arrays as Tensors; everything else stays as it is."""
    if isinstance(data, np.ndarray | np.number | np.bool_) and data.dtype.kind in "biuf":
        return Tensor(np.asarray(data))
    if isinstance(data, Mapping):
        return rebuilt(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        entries = [default_convert(value) for value in data]
        if isinstance(data, tuple) and not hasattr(data, "_fields"):
            return entries
        return rebuilt(data, entries)
    return data


def rebuilt(example: Any, entries: Any) -> Any:
    """The entries in a container of the example's own type, where that is possible."""
    if hasattr(example, "_fields"):
        return type(example)(*entries)
    try:
        return type(example)(entries)
    except TypeError:
        return entries


def check_shapes(shapes: list[tuple[int, ...]]) -> None:
    for i, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise RuntimeError(
                f"default_collate: sample {i} of the batch has shape {shape}, sample 0 has "
                f"{shapes[0]}; "
                "make them equal (for images: Resize and CenterCrop), or give a collate_fn"
            )
