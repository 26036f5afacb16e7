"""CuPy on NVIDIA GPUs: memory, transfers, random numbers, kernels. Only this file names CuPy."""

import collections
import functools
import gc
import math
import os
import sys
import warnings
from typing import Any

import numpy as np

from .elsewhere import taken_over

TENSORS = ("Tensor", "Parameter", "Buffer")


class OutOfMemoryError(RuntimeError):
    """A GPU's memory does not suffice; the message says what was asked, is free, and held."""


def size_text(size: float) -> str:
    """Bytes in words: "4.8 MB"."""
    if size < 1000:
        return f"{size:.0f} bytes"
    power = min(int(math.log10(size)) // 3, 3)
    return f"{size / 1000**power:.1f} {('', 'kB', 'MB', 'GB')[power]}"


class Cuda:
    """CuPy on NVIDIA GPUs; imported when it is first needed.  device: the class of devices."""

    def __init__(self, device: Any) -> None:
        self.device = device

    @functools.cached_property
    def namespace(self):
        try:
            import cupy
        except ImportError as error:
            raise RuntimeError(
                "device 'cuda' needs CuPy, which is not installed; "
                'pip install "minidnn[cuda12]" (or cuda13), or use device "cpu"'
            ) from error
        if not cupy.cuda.is_available():
            raise RuntimeError(
                "device 'cuda': CuPy finds no usable NVIDIA GPU or driver; use device \"cpu\""
            )
        import cupyx

        cupyx.seterr(linalg="raise")  # else a singular matrix gives numbers without a word
        pool = cupy.get_default_memory_pool()
        full = cupy.cuda.memory.OutOfMemoryError
        cupy.cuda.set_allocator(lambda size: self.allocate(size, pool, full))
        from .kernels.ops import made_for

        taken_over[cupy.ndarray] = made_for(self.launch, self.compiles)
        return cupy

    tables: Any = collections.deque(maxlen=64)  # a list while a CUDA graph is recorded
    peak = 0  # the most bytes in use so far

    def allocate(self, size: int, pool: Any, full: type[Exception]) -> Any:
        """Memory for an array from CuPy's pool.  Raises: OutOfMemoryError, in a sentence."""
        try:
            memory = pool.malloc(size)
        except full:
            free, total = self.namespace.cuda.runtime.memGetInfo()
            used, kept = pool.used_bytes(), pool.total_bytes()
            most = "; ".join(self.largest()) or "no tensor of this program"
            raise OutOfMemoryError(
                f"CUDA out of memory: {size_text(size)} were asked for, {size_text(free)} of "
                f"{size_text(total)} are free; arrays here use {size_text(used)}, "
                f"{size_text(kept - used)} are kept for later. Most is held by: {most}. "
                "Use a smaller batch, or no_grad() where nothing is trained"
            ) from None
        self.peak = max(self.peak, pool.used_bytes())
        return memory

    def largest(self, most: int = 3) -> list[str]:
        """The shapes that hold most of the GPU's memory: "3 x float32 (512, 784), 4.8 MB"."""
        sizes: dict[str, list[int]] = {}
        seen = set()
        for thing in gc.get_objects():
            array = getattr(thing, "array", None) if type(thing).__name__ in TENSORS else None
            if array is not None and self.owns(array) and id(array) not in seen:
                seen.add(id(array))
                sizes.setdefault(f"{array.dtype} {array.shape}", []).append(int(array.nbytes))
        first = sorted(sizes.items(), key=lambda item: -sum(item[1]))[:most]
        return [f"{len(n)} x {kind}, {size_text(sum(n))}" for kind, n in first]

    def owns(self, array) -> bool:
        return "cupy" in sys.modules and isinstance(array, sys.modules["cupy"].ndarray)

    def available(self) -> bool:
        try:
            return self.namespace is not None
        except RuntimeError:
            return False

    def count(self) -> int:
        return self.namespace.cuda.runtime.getDeviceCount() if self.available() else 0

    def describe(self) -> list[str]:
        names = [self.properties(i)["name"].decode() for i in range(self.count())]
        return [f"cuda:{i} {name}" for i, name in enumerate(names)]

    def versions(self) -> list[str]:
        """Driver, CUDA and compiler as CuPy finds them; or why there is no GPU."""
        try:
            runtime = self.namespace.cuda.runtime
        except RuntimeError as error:
            return [str(error)]
        found = [f"driver for CUDA {runtime.driverGetVersion()}"]
        found.append(f"CUDA runtime {runtime.runtimeGetVersion()}")
        return found + self.describe()

    def properties(self, index: int) -> dict[str, Any]:
        return self.namespace.cuda.runtime.getDeviceProperties(index)

    def device_of(self, array) -> Any:
        return self.device("cuda", array.device.id)

    def to_device(self, array: np.ndarray, index: int | None):
        with self.within(index):
            return self.namespace.asarray(array)

    def send(self, array: np.ndarray, index: int | None):
        """Copy from pinned memory beside the computation; it gets the array after the copy."""
        with self.within(index):
            cuda, host = self.namespace.cuda, self.pinned(array.shape, array.dtype)
            host[...] = array
            there = self.namespace.empty(array.shape, array.dtype)
            # the memory may have belonged to an array that work given before still reads
            self.copies.wait_event(cuda.get_current_stream().record())
            there.set(host, stream=self.copies)
            done = self.copies.record()

        def receive():
            cuda.get_current_stream().wait_event(done)
            self.held.append(host)
            return there

        return receive

    @functools.cached_property
    def copies(self) -> Any:
        """The stream of copies."""
        return self.namespace.cuda.Stream(non_blocking=True)

    def to_host(self, array) -> np.ndarray:
        return self.namespace.asnumpy(array)

    def within(self, index: int | None):
        there = self.namespace
        if index is not None and index >= self.count():
            raise RuntimeError(f"device 'cuda:{index}': this machine has {self.count()} GPU(s)")
        return there.cuda.Device(index)

    def mask(self, shape, keep: float, dtype, seed: int, start: int, later: Any = None):
        """As on the host, bit for bit.  later: an array of one int64 to be added to start."""
        n = math.prod(shape)
        mask = self.namespace.empty(shape, dtype if dtype.itemsize > 2 else np.float32)
        threshold, work = round(keep * 65536), -(-n // 16)
        self.launch("dropout_mask", mask, work, mask, n, seed, start, later, threshold, 1 / keep)
        return mask.astype(dtype, copy=False)

    # Kernels

    def launch(self, kernel: Any, array: Any, work: int, *arguments: Any) -> None:
        """Run a kernel, or the one of a name, in an array's dtype; it waits for nothing."""
        from . import kernels  # texts that only a GPU needs

        if work == 0:
            return
        kernel = kernels.KERNELS.get(kernel, kernel) if isinstance(kernel, str) else kernel
        dtype = array.dtype
        values = [
            self.argument(kind.removeprefix("const "), value, dtype)
            for (kind, _), value in zip(kernel.parameters(), arguments, strict=True)
        ]
        function = self.function(kernel, str(dtype))
        function((kernel.blocks(work),), (kernels.THREADS,), tuple(values))

    @functools.cache  # noqa: B019
    def compiles(self) -> bool:
        """Whether the library's kernels are used: not with MINIDNN_KERNELS=0, nor where the
        compiler does not take them; a warning says so once."""
        if os.environ.get("MINIDNN_KERNELS") == "0":
            return False
        from .kernels import KERNELS

        try:
            self.function(KERNELS["layer_norm"], "float32").compile()
        except Exception as error:  # CuPy's compiler has many: no library, no headers, too old
            warnings.warn(
                f"the kernels of minidnn do not compile here ({type(error).__name__}: {error}); "
                "its ops use CuPy's own, which are slower",
                stacklevel=2,
            )
            return False
        return True

    @functools.cache  # noqa: B019
    def function(self, kernel: Any, dtype: str) -> Any:
        """The compiled kernel; CuPy keeps it on disk too."""
        return self.namespace.RawKernel(kernel.source(dtype), kernel.name, ("--std=c++17",))

    def argument(self, kind: str, value: Any, dtype: Any) -> Any:
        """A value as a kernel takes it: its C type decides."""
        if value is None:
            return np.uint64(0)
        if isinstance(value, list):
            return self.table(tuple(a.data.ptr for a in value), "uint64")
        if isinstance(value, np.ndarray):
            return self.table(tuple(value.tolist()), "int64")
        if kind.endswith("*"):
            return value
        kinds = {"int": np.int32, "long long": np.int64, "unsigned long long": np.uint64}
        return dtype.type(value) if kind == "T" else kinds[kind](value)

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def table(self, values: tuple[int, ...], dtype: str) -> Any:
        """Whole numbers on the device; copied from pinned memory, so that nobody waits."""
        host = self.pinned((len(values),), dtype)
        host[:] = values
        there = self.namespace.empty(len(values), dtype)
        there.set(host, stream=self.namespace.cuda.get_current_stream())
        self.held.append(host)  # until the copy has surely been made
        self.tables.append((host, there))
        return there

    def forget_tables(self, keep: bool) -> Any:
        """Begin anew with tables; returns those so far. A CUDA graph makes and keeps its own."""
        self.table.cache_clear()
        tables, self.tables = self.tables, [] if keep else collections.deque(maxlen=64)
        return tables

    @functools.cached_property
    def held(self) -> Any:
        return collections.deque(maxlen=256)

    def pinned(self, shape, dtype) -> np.ndarray:
        self.namespace  # noqa: B018  says what is missing
        import cupyx

        return cupyx.empty_pinned(shape, dtype)

    def fuse(self, function):
        return self.namespace.fuse(function)

    # Several GPUs

    @functools.cache  # noqa: B019  one object for the life of the process
    def has_nccl(self) -> bool:
        """Whether CuPy finds NVIDIA's library for exchanges between GPUs."""
        if not self.available():
            return False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # CuPy warns where the library is missing
            from cupy.cuda import nccl
        return bool(nccl.available)

    @functools.cache  # noqa: B019
    def nccl(self, size: int, rank: int) -> Any:
        """CuPy's exchange through NCCL among all ranks; None without NCCL."""
        if not self.has_nccl():
            return None
        from cupyx.distributed import NCCLBackend

        return NCCLBackend(size, rank, use_mpi=True)
