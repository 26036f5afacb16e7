"""Memory of a GPU: what is used, what CuPy's pool keeps for later, what is free."""

from typing import Any

from .. import backend


def pool() -> Any:
    """CuPy's memory pool."""
    return backend.namespace("cuda").get_default_memory_pool()


def memory_allocated(device: Any = None) -> int:
    """Bytes in use by arrays; 0 without a GPU."""
    return int(pool().used_bytes()) if backend.cuda.is_available() else 0


def memory_reserved(device: Any = None) -> int:
    """Bytes that the pool has taken from the GPU, in use or kept for later; 0 without a GPU."""
    return int(pool().total_bytes()) if backend.cuda.is_available() else 0


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes in use since the start or `reset_peak_memory_stats`; 0 without a GPU."""
    return int(backend.PLACES["cuda"].peak) if backend.cuda.is_available() else 0


def max_memory_reserved(device: Any = None) -> int:
    """As memory_reserved: the pool gives nothing back before `empty_cache`."""
    return memory_reserved(device)


def reset_peak_memory_stats(device: Any = None) -> None:
    """Let `max_memory_allocated` start anew."""
    if backend.cuda.is_available():
        backend.PLACES["cuda"].peak = memory_allocated(device)


def empty_cache() -> None:
    """Give the memory that the pool keeps for later back to the GPU."""
    if backend.cuda.is_available():
        pool().free_all_blocks()


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """(free, total) bytes of the GPU."""
    free, total = backend.namespace("cuda").cuda.runtime.memGetInfo()
    return int(free), int(total)


def memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """A few lines: total, free, used by arrays, kept by the pool, and what holds most."""
    if not backend.cuda.is_available():
        return "no GPU is in use: CuPy is not installed, or finds no NVIDIA GPU or driver"
    free, total = mem_get_info(device)
    lines = [
        f"total      {size_text(total)}",
        f"free       {size_text(free)}",
        f"in arrays  {size_text(memory_allocated())} (at most {size_text(max_memory_allocated())})",
        f"kept       {size_text(memory_reserved() - memory_allocated())} for later; "
        "cuda.empty_cache() gives it back",
    ]
    if not abbreviated:
        lines += [f"holds most {text}" for text in backend.PLACES["cuda"].largest()]
    return "\n".join(lines)


size_text = backend.size_text
