"""Batches sent to a device ahead of time: the next one travels while this one is computed with."""

from collections.abc import Callable
from typing import Any

from minidnn import backend
from minidnn.tensor import Tensor
from minidnn.utils.data.workers import END


class Prefetcher:
    """Gives the batches of `load`, each sent to a device when the one before is handed out.

    An error of a batch is raised when its turn comes, not before.
    """

    def __init__(self, load: Callable[[], Any], device: Any) -> None:
        self.load, self.device = load, backend.device(device)
        self.ahead: Any = None  # the batch on its way
        self.error: Exception | None = None

    def __call__(self) -> Any:
        """The next batch, on the device; END after the last."""
        if self.ahead is None and self.error is None:
            self.send()
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        batch, self.ahead = self.ahead, None
        if batch is not END:
            self.send()
            batch = mapped(batch, lambda parcel: Tensor(parcel.arrived()), Parcel)
        return batch

    def send(self) -> None:
        """Load a batch and begin to copy it."""
        try:
            batch = self.load()
        except Exception as error:
            self.error = error
            return
        self.ahead = batch if batch is END else mapped(batch, self.parcel, Tensor)

    def parcel(self, tensor: Tensor) -> "Parcel":
        return Parcel(tensor.array, self.device)


class Parcel:
    """An array on its way to a device."""

    def __init__(self, array: Any, device: backend.device) -> None:
        self.receive = backend.send(array, device)

    def arrived(self) -> Any:
        """The array on the device; computing with it waits for the copy, this process does not."""
        return self.receive()


def pinned(batch: Any) -> Any:
    """The batch in memory from which a GPU copies without a detour; as it is without a GPU."""
    if not backend.cuda.is_available():
        return batch

    def moved(tensor: Tensor) -> Tensor:
        if not backend.is_host(tensor.array):
            return tensor
        array = backend.PLACES["cuda"].pinned(tensor.array.shape, tensor.array.dtype)
        array[...] = tensor.array
        return Tensor(array)

    return mapped(batch, moved, Tensor)


def mapped(batch: Any, change: Callable[[Any], Any], kind: type) -> Any:
    """The batch with every part of a kind changed, through lists, tuples and dictionaries."""
    if isinstance(batch, kind):
        return change(batch)
    if isinstance(batch, dict):
        return {name: mapped(part, change, kind) for name, part in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(mapped(part, change, kind) for part in batch))
    if isinstance(batch, list | tuple):
        return type(batch)(mapped(part, change, kind) for part in batch)
    return batch
