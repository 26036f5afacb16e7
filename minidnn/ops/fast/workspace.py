"""Scratch memory of a thread, used again by every piece of work: no page is faulted in twice."""

import math
import threading

import numpy as np

scratch = threading.local()


def take(dtype, *shapes):
    """Uninitialised arrays of these shapes, side by side in this thread's memory.

    They are valid until the thread's next `take`.
    """
    itemsize = np.dtype(dtype).itemsize
    sizes = [-(-math.prod(shape) * itemsize // 64) * 64 for shape in shapes]  # whole cache lines
    memory = getattr(scratch, "memory", None)
    if memory is None or memory.size < sum(sizes):
        memory = scratch.memory = np.empty(sum(sizes), np.uint8)
    arrays, start = [], 0
    for shape, size in zip(shapes, sizes):
        end = start + math.prod(shape) * itemsize
        arrays.append(memory[start:end].view(dtype).reshape(shape))
        start += size
    return arrays
