"""minidnn.cuda without a GPU: questions are answered, needs are said in sentences."""

import importlib.util
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

import minidnn
from minidnn import backend, cuda, kernels
from minidnn.distributed.mpi import communicator
from minidnn.gpu import Cuda, OutOfMemoryError, size_text
from tests import cupy_oracle

no_gpu = pytest.mark.skipif(cuda.is_available(), reason="there is a GPU")


@no_gpu
def test_questions_have_answers():
    assert (cuda.is_available(), cuda.device_count(), cuda.is_initialized()) == (False, 0, False)
    assert (cuda.memory_allocated(), cuda.memory_reserved(), cuda.max_memory_allocated()) == (
        0,
    ) * 3
    assert "no GPU is in use" in cuda.memory_summary()
    assert not cuda.is_bf16_supported()
    cuda.empty_cache()
    cuda.synchronize()
    cuda.reset_peak_memory_stats()


@no_gpu
@pytest.mark.parametrize(
    "need",
    [
        lambda: cuda.current_device(),
        lambda: cuda.get_device_name(0),
        lambda: cuda.mem_get_info(),
        lambda: cuda.Stream(),
        lambda: cuda.Event(),
        lambda: cuda.current_stream(),
        lambda: cuda.device(0).__enter__(),
        lambda: minidnn.ones(1).to("cuda:7"),
    ],
)
def test_needs_are_said(need):
    with pytest.raises(RuntimeError, match="device 'cuda'.*(CuPy|this machine has)"):
        need()


def test_numbers_of_devices():
    assert cuda.index_of(2) == cuda.index_of("cuda:2") == 2
    with pytest.raises(ValueError, match="expected a GPU such as 'cuda:0'; got 'cpu'"):
        cuda.index_of("cpu")


def test_hidden_gpus_are_no_traceback():
    program = "import minidnn; print(minidnn.cuda.is_available(), minidnn.cuda.device_count())"
    values = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], env=values, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False 0" and not done.stderr


def test_sizes_in_words():
    assert [size_text(n) for n in (0, 999, 1000, 4.8e6, 1.39e11)] == [
        "0 bytes", "999 bytes", "1.0 kB", "4.8 MB", "139.0 GB",
    ]  # fmt: skip


class FullPool:
    """A memory pool without room."""

    def malloc(self, size):
        raise MemoryError

    def used_bytes(self):
        return 7_000_000_000

    def total_bytes(self):
        return 7_500_000_000


class NoMemory:
    """Enough of CuPy's names for the sentence about memory."""

    class cuda:
        class runtime:
            @staticmethod
            def memGetInfo():
                return 100_000_000, 8_000_000_000


def test_out_of_memory_is_a_sentence(stub, monkeypatch):
    place = Cuda(backend.device)
    place.__dict__["namespace"] = NoMemory
    monkeypatch.setattr(place, "owns", backend.PLACES["stub"].owns)
    kept = [minidnn.zeros(100, 50).to("stub") for _ in range(3)]
    with pytest.raises(OutOfMemoryError) as caught:
        place.allocate(2_000_000_000, FullPool(), MemoryError)
    text = str(caught.value)
    assert "CUDA out of memory: 2.0 GB were asked for, 100.0 MB of 8.0 GB are free" in text
    assert "arrays here use 7.0 GB, 500.0 MB are kept for later" in text
    assert "3 x float32 (100, 50), 60.0 kB" in text and kept
    assert issubclass(cuda.OutOfMemoryError, RuntimeError)


class Recorder:
    """Enough of CuPy's names to see how a kernel would be launched."""

    def __init__(self):
        self.launched = []

    def RawKernel(self, source, name, options):
        assert f"void {name}(" in source and options == ("--std=c++17",)
        return lambda grid, block, values: self.launched.append((name, grid, block, values))


class Pointer:
    ptr = 4096


class FakeArray:
    """A device array as `Cuda.launch` sees it."""

    dtype, data = np.dtype(np.float32), Pointer


@pytest.mark.parametrize("name", kernels.KERNELS)
def test_kernels_get_arguments_of_their_c_types(name, monkeypatch):
    place, recorder = Cuda(backend.device), Recorder()
    place.__dict__["namespace"] = recorder
    tables = []
    monkeypatch.setattr(
        place, "table", lambda values, dtype: tables.append((values, dtype)) or FakeArray()
    )
    kernel = kernels.KERNELS[name]
    given = []
    for kind, which in kernel.parameters():
        if kind.endswith("**"):
            given.append([FakeArray(), FakeArray()])
        elif which == "ends":
            given.append(np.array([3, 7]))
        else:
            given.append(FakeArray() if kind.endswith("*") else 2)
    place.launch(kernel, FakeArray(), 300, *given)
    ((launched, grid, block, values),) = recorder.launched
    assert launched == name and block == (kernels.THREADS,)
    assert grid == ((300,) if kernel.rows else (-(-300 // kernels.THREADS),))
    sizes = {"int": 4, "long long": 8, "unsigned long long": 8, "T": 4}
    for (kind, _), value in zip(kernel.parameters(), values, strict=True):
        if not kind.endswith("*"):
            assert value.dtype.itemsize == sizes[kind.removeprefix("const ")]
            assert (value.dtype.kind == "f") == (kind == "T")
    assert all(dtype == "uint64" and values == (4096, 4096) for values, dtype in tables[:-1])


@pytest.mark.skipif(not cupy_oracle.ACTIVE, reason="needs CuPy, and no GPU")
def test_the_names_of_cupy_that_are_used_exist():
    import cupy
    import cupyx

    if importlib.util.find_spec("mpi4py"):
        communicator()  # CuPy imports mpi4py where it is installed; this tells it the library
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about NCCL, where it is not installed
        from cupyx.distributed import NCCLBackend

    assert callable(cupyx.empty_pinned) and callable(cupy.RawKernel)
    assert callable(cupy.cuda.set_allocator) and callable(cupy.get_default_memory_pool)
    assert issubclass(cupy.cuda.memory.OutOfMemoryError, MemoryError)
    for name in ("Stream", "Event", "get_current_stream", "get_elapsed_time", "Device"):
        assert hasattr(cupy.cuda, name), name
    for name in ("used_bytes", "total_bytes", "free_all_blocks", "malloc"):
        assert hasattr(cupy.cuda.MemoryPool, name), name
    for name in ("memGetInfo", "getDevice", "getDeviceCount", "getDeviceProperties"):
        assert hasattr(cupy.cuda.runtime, name), name
    for name in ("all_reduce", "broadcast"):
        assert callable(getattr(NCCLBackend, name)), name
    for name in ("synchronize", "done", "wait_event", "begin_capture", "end_capture"):
        assert hasattr(cupy.cuda.Stream, name), name
    assert hasattr(cupy.ndarray, "set")


def test_the_stub_keeps_the_summary_short(stub):
    assert len(cuda.memory_summary().splitlines()) <= 8
