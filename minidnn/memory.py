"""Keeps freed memory ready for the next step instead of giving it back to the system.

A training step frees and asks for the same arrays again and again. Left alone, glibc returns large
blocks to the system at once, and every step pays for fresh pages: that doubles the time of a small
network's step. With this setting freed blocks up to 32 MB stay in the process for reuse; its memory
stays at the highest level that was needed, as PyTorch's does.

The setting holds for the whole process. MINIDNN_MALLOC=0 in the environment, set before minidnn is
imported, leaves the allocator as it is. On systems without glibc nothing happens.
"""

import ctypes
import os

# mallopt's parameters, from glibc's malloc.h
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
KEEP = 1 << 30  # bytes free at the top of the heap before they are given back
GROW = 1 << 26  # bytes by which the heap grows
LARGE = 1 << 25  # bytes from which a block has a mapping of its own: the most that glibc allows


def keep_freed_memory():
    """Tell glibc to keep freed blocks. Returns whether it was told."""
    if os.environ.get("MINIDNN_MALLOC", "1") == "0":
        return False
    try:
        process = ctypes.CDLL(None)
        process.gnu_get_libc_version  # only glibc has it  # noqa: B018
        mallopt = process.mallopt
    except (OSError, TypeError, AttributeError):
        return False
    mallopt.argtypes, mallopt.restype = [ctypes.c_int, ctypes.c_int], ctypes.c_int
    settings = {M_MMAP_THRESHOLD: LARGE, M_TRIM_THRESHOLD: KEEP, M_TOP_PAD: GROW}
    told = [mallopt(name, value) == 1 for name, value in settings.items()]
    return all(told)


kept = keep_freed_memory()
