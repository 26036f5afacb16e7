"""nn.utils.rnn: sequences of unequal length as one batch, padded or packed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...functional import cat, index_select, stack
from ...tensor import Tensor, full


class PackedSequence(NamedTuple):
    """Sequences of unequal length without padding; `pack_padded_sequence` makes one.

    data (S, ...): the rows of step 0 of all sequences, longest sequence first, then of step 1, ...
    batch_sizes (T,) int64, on the host: how many rows every step has.
    sorted_indices, unsorted_indices (N,): the order by length, and the way back; None: as given.
    """

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    @property
    def is_cuda(self) -> bool:
        return self.data.device.type == "cuda"

    def to(self, *args: Any, **options: Any) -> "PackedSequence":
        """On another device, or in another dtype."""
        data = self.data.to(*args, **options)
        orders = (None if i is None else i.to(data.device) for i in self[2:])
        return PackedSequence(data, self.batch_sizes, *orders)

    def cpu(self) -> "PackedSequence":
        return self.to("cpu")

    def cuda(self) -> "PackedSequence":
        return self.to("cuda")

    def float(self) -> "PackedSequence":
        return self.to("float32")

    def double(self) -> "PackedSequence":
        return self.to("float64")


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """The rows of a padded batch (T,N,...), or (N,T,...) with batch_first, that are no padding.

    lengths: (N,) integers, on the host. enforce_sorted: they must not grow from one sequence to the
    next; with False they are sorted here, and unsorted again by `pad_packed_sequence`.
    """
    lengths = host_numbers(lengths)
    steps = input.transpose(0, 1) if batch_first else input
    T, N = steps.shape[:2]
    if lengths.shape != (N,):
        raise ValueError(
            f"pack_padded_sequence: expected {N} lengths, one per sequence; got "
            f"{tuple(lengths.shape)}"
        )
    if N == 0 or lengths.min() < 1 or lengths.max() > T:
        raise RuntimeError(
            f"pack_padded_sequence: every length must be from 1 to {T}; got {lengths.tolist()}"
        )
    order: Tensor | None = None
    if not enforce_sorted:
        places = np.argsort(-lengths, kind="stable")
        lengths, order = lengths[places], Tensor(places).to(input.device)
        steps = index_select(steps, 1, order)
    elif (np.diff(lengths) > 0).any():
        raise RuntimeError(
            "pack_padded_sequence: the lengths must not grow from one sequence to the next; got "
            f"{lengths.tolist()}: sort the batch, or use enforce_sorted=False"
        )
    sizes = (lengths > np.arange(lengths.max())[:, None]).sum(axis=1)
    tail = steps.shape[2:]
    blocks = [steps[a:b, :n].reshape((b - a) * n, *tail) for a, b, n in runs(sizes.tolist())]
    return PackedSequence(cat(blocks), Tensor(sizes), order, invert_permutation(order))


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The padded batch (T,N,...) of a packed one, or (N,T,...) with batch_first, and the lengths.

    total_length: T, if it shall be more than the longest sequence.
    """
    data, batch_sizes, _, unsorted = sequence
    sizes = batch_sizes.tolist()
    longest, N, tail = len(sizes), sizes[0], data.shape[1:]
    if total_length is not None and total_length < longest:
        raise ValueError(
            f"pad_packed_sequence: total_length {total_length} is less than the longest sequence, "
            f"{longest}"
        )

    def padding(*shape: int) -> Tensor:
        return Tensor(np.full_like(data.array, padding_value, shape=(*shape, *tail)))  # made there

    blocks, start = [], 0
    for a, b, n in runs(sizes):
        rows = data[start : start + (b - a) * n].reshape(b - a, n, *tail)
        blocks.append(rows if n == N else cat([rows, padding(b - a, N - n)], dim=1))
        start += (b - a) * n
    if total_length is not None and total_length > longest:
        blocks.append(padding(total_length - longest, N))
    padded = cat(blocks)
    lengths = Tensor((np.array(sizes)[:, None] > np.arange(N)).sum(axis=0))
    if unsorted is not None:
        padded = index_select(padded, 1, unsorted)
        lengths = index_select(lengths, 0, unsorted.cpu())
    return (padded.transpose(0, 1) if batch_first else padded), lengths


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (T_i,...) as one batch (T,N,...), or (N,T,...) with batch_first; T the longest."""
    sequences = list(sequences)
    if not sequences or padding_side not in ("left", "right"):
        raise ValueError(
            f"pad_sequence: expected sequences, and padding_side 'left' or 'right'; got "
            f"{len(sequences)} sequences and {padding_side!r}"
        )
    longest = max(len(s) for s in sequences)
    padded = []
    for s in sequences:
        missing = (longest - len(s), *s.shape[1:])
        if missing[0]:
            padding = full(missing, padding_value, dtype=s.dtype, device=s.device)
            s = cat([s, padding] if padding_side == "right" else [padding, s])
        padded.append(s)
    return stack(padded, dim=0 if batch_first else 1)


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (T_i,...) packed."""
    lengths = [len(s) for s in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Any, batch_first: bool = False
) -> list[Tensor]:
    """The sequences (T_i,...) of a padded batch."""
    batch = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [batch[i, :n] for i, n in enumerate(host_numbers(lengths).tolist())]


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences (T_i,...) of a packed batch."""
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True), True)


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes another one."""
    return None if permutation is None else permutation.argsort()


def runs(sizes: list[int]) -> list[tuple[int, int, int]]:
    """[(first step, last step + 1, rows)] of the steps in a row that have as many rows."""
    cuts = [0, *(t for t in range(1, len(sizes)) if sizes[t] != sizes[t - 1]), len(sizes)]
    return [(a, b, sizes[a]) for a, b in zip(cuts, cuts[1:])]


def host_numbers(values: Any) -> np.ndarray:
    """A list or tensor of integers as an array on the host."""
    array = values.cpu().numpy() if isinstance(values, Tensor) else np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"the lengths must be integers; got {array.dtype}")
    return array
