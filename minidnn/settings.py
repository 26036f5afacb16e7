"""Questions and switches of the whole library, under PyTorch's names."""

import builtins
import warnings

import numpy as np

from . import backend, dtypes
from .dtypes import result_type as of_two
from .tape import mode
from .tensor import Tensor, kinds
from .tensor.printing import set_printoptions

__all__ = [
    "are_deterministic_algorithms_enabled", "can_cast", "compiled_with_cxx11_abi", "detach",
    "dtype", "finfo", "get_default_device", "get_deterministic_debug_mode", "get_device",
    "get_float32_matmul_precision", "get_num_interop_threads", "get_num_threads", "iinfo",
    "is_deterministic_algorithms_warn_only_enabled", "is_distributed", "is_floating_point",
    "is_inference", "is_inference_mode_enabled", "is_nonzero", "is_same_size", "is_signed",
    "is_storage", "is_tensor", "is_warn_always_enabled", "layout", "memory_format", "numel",
    "promote_types", "result_type", "seed", "set_default_device", "set_default_tensor_type",
    "set_deterministic_debug_mode", "set_float32_matmul_precision", "set_flush_denormal",
    "set_num_interop_threads", "set_num_threads", "set_printoptions", "set_warn_always",
    "typename", "use_deterministic_algorithms",
]

dtype = np.dtype
layout = memory_format = dtypes.Token


class Switches:
    """What was set and only needs to be remembered."""

    matmul_precision, deterministic, warn_only, warn_always = "highest", False, False, False
    threads: int | None = None
    interop = 1


# Kinds


def is_tensor(obj) -> bool:
    """Whether this is a tensor."""
    return isinstance(obj, Tensor)


def is_storage(obj) -> bool:
    """Whether this is the memory of a tensor (`tensor.storage()`)."""
    return type(obj).__name__ == "Storage" and hasattr(obj, "data_ptr")


def is_floating_point(input) -> bool:
    """Whether the dtype is floating."""
    return input.dtype.kind == "f"


def is_signed(input) -> bool:
    """Whether the type has negative numbers."""
    return input.is_signed()


def is_nonzero(input) -> bool:
    """Whether the one number is not 0."""
    return input.is_nonzero()


def is_same_size(input, other) -> bool:
    """Whether both have the same shape."""
    return input.is_same_size(other)


def is_inference(input) -> bool:
    """Whether this was made in inference mode; not remembered here."""
    return input.is_inference()


def is_distributed(input) -> bool:
    """Never: a tensor lives in one process."""
    return input.is_distributed()


def is_inference_mode_enabled() -> bool:
    """Whether nothing is recorded because of `inference_mode` (or `no_grad`)."""
    return not mode.recording


def numel(input) -> int:
    """The number of elements."""
    return input.numel()


def get_device(input) -> int:
    """The number of the GPU, -1 on the CPU."""
    return input.get_device()


def detach(input):
    """The same memory without a gradient."""
    return input.detach()


def typename(obj) -> str:
    """The name of a tensor's type, or of an object's class with its module."""
    if isinstance(obj, Tensor):
        return obj.type()
    kind = obj if isinstance(obj, type) else type(obj)
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "") else f"{module}.{kind.__qualname__}"


# Types


def result_type(tensor1, tensor2):
    """The dtype of an operation on two tensors or numbers."""
    return of_two(tensor1, tensor2)


def promote_types(type1, type2):
    """The smallest dtype that holds both."""
    return of_two(np.zeros(1, type1), np.zeros(1, type2))


def can_cast(from_, to) -> bool:
    """Whether PyTorch casts one dtype to another without being asked: the category never falls."""
    ranks = [dtypes.CATEGORY[np.dtype(kind).kind] for kind in (from_, to)]
    signed = np.dtype(from_).kind == "i" and np.dtype(to).kind == "u"
    return ranks[0] <= ranks[1] and not signed


class finfo:
    """What a floating dtype can hold: bits eps max min tiny smallest_normal resolution dtype."""

    def __init__(self, type=None):
        kind = dtypes.get_default_dtype() if type is None else np.dtype(type)
        if kind.kind not in "fc":
            raise TypeError(f"finfo: expected a floating dtype; got {kind}: use iinfo")
        info = np.finfo(kind)
        self.bits, self.dtype = info.bits, str(info.dtype)
        self.eps, self.max, self.min = (builtins.float(v) for v in (info.eps, info.max, info.min))
        self.tiny = self.smallest_normal = builtins.float(info.tiny)
        self.resolution = builtins.float(info.resolution)

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo:
    """What an integer dtype can hold: bits max min dtype."""

    def __init__(self, type):
        kind = np.dtype(type)
        if kind.kind not in "iu":
            raise TypeError(f"iinfo: expected an integer dtype; got {kind}: use finfo")
        info = np.iinfo(kind)
        self.bits, self.dtype = info.bits, str(kind)
        self.max, self.min = int(info.max), int(info.min)

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"


# Places


def get_default_device():
    """Where new tensors are made."""
    return backend.Default.device or backend.CPU


def set_default_device(device) -> None:
    """Make new tensors on this device (None: on the CPU)."""
    backend.Default.device = None if device is None else backend.device(device)


def set_default_tensor_type(t) -> None:
    """Make new floating tensors of this kind: minidnn.DoubleTensor or its name."""
    kind, where = kinds.read(t)
    dtypes.set_default_dtype(kind)
    set_default_device("cuda" if where == "cuda" else None)


# Threads and precision


def get_num_threads() -> int:
    """How many threads compute."""
    from . import threads

    return Switches.threads or threads.cores()


def set_num_threads(n: int) -> None:
    """Compute with at most n threads, in NumPy's matrix products too."""
    from threadpoolctl import threadpool_limits

    from . import threads

    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise RuntimeError(f"set_num_threads: expected a positive int; got {n!r}")
    Switches.threads = n
    threadpool_limits(n)
    threads.limit(n)


def get_num_interop_threads() -> int:
    """How many ops run side by side: always 1 here."""
    return Switches.interop


def set_num_interop_threads(n: int) -> None:
    """Remembered, and without effect: ops run one after the other."""
    Switches.interop = n


def get_float32_matmul_precision() -> str:
    """What was set by `set_float32_matmul_precision`."""
    return Switches.matmul_precision


def set_float32_matmul_precision(precision: str) -> None:
    """Remembered; products of float32 are computed in float32, whatever is allowed."""
    if precision not in ("highest", "high", "medium"):
        raise ValueError(
            f"set_float32_matmul_precision: expected highest, high or medium; got {precision!r}"
        )
    Switches.matmul_precision = precision


def set_flush_denormal(mode: bool) -> bool:
    """Not offered: tiny numbers stay as they are. Returns False, as PyTorch does then."""
    return False


# Determinism: the library's numbers are always the same for the same seed


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Remembered; on the CPU all algorithms are deterministic."""
    Switches.deterministic, Switches.warn_only = bool(mode), bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """What was set by `use_deterministic_algorithms`."""
    return Switches.deterministic


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """What was set by `use_deterministic_algorithms(…, warn_only=…)`."""
    return Switches.warn_only


def set_deterministic_debug_mode(debug_mode) -> None:
    """"default" (0), "warn" (1) or "error" (2)."""
    levels = {"default": 0, "warn": 1, "error": 2}
    level = levels.get(debug_mode, debug_mode)
    if level not in (0, 1, 2):
        raise RuntimeError(f"set_deterministic_debug_mode: expected 0, 1 or 2; got {debug_mode!r}")
    use_deterministic_algorithms(level > 0, warn_only=level == 1)


def get_deterministic_debug_mode() -> int:
    """0, 1 (warn) or 2 (error)."""
    return 0 if not Switches.deterministic else 1 if Switches.warn_only else 2


def set_warn_always(b: bool) -> None:
    """Whether a warning is shown each time, or once."""
    Switches.warn_always = bool(b)
    warnings.filterwarnings("always" if b else "default", module="minidnn")


def is_warn_always_enabled() -> bool:
    """What was set by `set_warn_always`."""
    return Switches.warn_always


def compiled_with_cxx11_abi() -> bool:
    """True, as PyTorch answers; nothing here is compiled."""
    return True


def seed() -> int:
    """Start all random numbers from a seed that nobody can foresee; returns it."""
    number = int(np.random.SeedSequence().generate_state(1)[0])
    backend.manual_seed(number)
    return number
