"""GPUs, under PyTorch's names: `minidnn.cuda.is_available()`, memory, streams, events.

Without CuPy or a GPU the questions answer False, 0 or a sentence; what needs a GPU raises a
RuntimeError that says what is missing.
"""

import importlib
from typing import Any

from .. import backend
from ..backend import OutOfMemoryError
from ..tensor import kinds
from .graphs import CUDAGraph, graph, graph_pool_handle, is_current_stream_capturing
from .memory import (
    empty_cache,
    max_memory_allocated,
    max_memory_reserved,
    mem_get_info,
    memory_allocated,
    memory_reserved,
    memory_summary,
    reset_peak_memory_stats,
)
from .streams import Event, Stream, current_stream, default_stream, stream

is_available = backend.cuda.is_available
device_count = backend.cuda.device_count
synchronize = backend.cuda.synchronize

__all__ = [
    "CUDAGraph",
    "Event",
    "OutOfMemoryError",
    "Stream",
    "amp",
    "current_device",
    "current_stream",
    "default_stream",
    "device",
    "device_count",
    "empty_cache",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "graph",
    "graph_pool_handle",
    "is_available",
    "is_bf16_supported",
    "is_current_stream_capturing",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_summary",
    "reset_peak_memory_stats",
    "set_device",
    "stream",
    "synchronize",
]


def is_initialized() -> bool:
    """Whether a GPU has been asked for already."""
    return "namespace" in vars(backend.PLACES["cuda"])


def current_device() -> int:
    """The number of the GPU in use."""
    return int(backend.namespace("cuda").cuda.runtime.getDevice())


def set_device(device: Any) -> None:
    """Use this GPU where only "cuda" is said."""
    backend.PLACES["cuda"].within(index_of(device)).use()


class device:
    """Within it a GPU is the one in use: `with cuda.device(1): ...`."""

    def __init__(self, device: Any) -> None:
        self.index = index_of(device)

    def __enter__(self) -> None:
        self.there = backend.PLACES["cuda"].within(self.index)
        self.there.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.there.__exit__(*error)


def get_device_properties(device: Any = None) -> Any:
    """name, total_memory, multi_processor_count, major and minor of a GPU."""
    values = backend.PLACES["cuda"].properties(index_of(device))
    return Properties(values)


class Properties:
    """What `get_device_properties` gives."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.name = values["name"].decode()
        self.total_memory = int(values["totalGlobalMem"])
        self.multi_processor_count = int(values["multiProcessorCount"])
        self.major, self.minor = int(values["major"]), int(values["minor"])

    def __repr__(self) -> str:
        return (
            f"Properties(name={self.name!r}, major={self.major}, minor={self.minor}, total_memory="
            f"{self.total_memory // 2**20}MB, multi_processor_count={self.multi_processor_count})"
        )


def get_device_name(device: Any = None) -> str:
    """A GPU's name."""
    return get_device_properties(device).name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """(9, 0) for Hopper."""
    found = get_device_properties(device)
    return found.major, found.minor


def is_bf16_supported() -> bool:
    """False: neither NumPy nor these ops have bfloat16; use float16 or float32."""
    return False


def manual_seed(seed: int) -> None:
    """Start the random numbers from a seed; host and GPU share one state."""
    backend.manual_seed(seed)


manual_seed_all = manual_seed


def index_of(device: Any) -> int:
    """The number of a GPU from None (the one in use), a number, "cuda:1" or a device."""
    if isinstance(device, int):
        return device
    if device is None:
        return current_device()
    found = backend.device(device)
    if found.type != "cuda":
        raise ValueError(f"expected a GPU such as 'cuda:0'; got {str(found)!r}")
    return current_device() if found.index is None else found.index


def __getattr__(name: str) -> Any:
    """`minidnn.cuda.amp` is imported, and `FloatTensor` made, when it is first asked for."""
    if name == "amp":
        return importlib.import_module("minidnn.cuda.amp")
    dtype = kinds.DTYPES.get(name.removesuffix("Tensor")) if name.endswith("Tensor") else None
    if dtype is not None:  # cuda.FloatTensor, PyTorch's older names
        return kinds.TensorKind(name, dtype, "cuda")
    raise AttributeError(f"module 'minidnn.cuda' has no attribute {name!r}")
