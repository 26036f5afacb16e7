"""Work on large arrays and on the pixels of images, block after block, each in the cache."""

import math
import threading

import numpy as np

from ... import threads

BLOCK = 1 << 17  # numbers: calls on fewer make the threads wait for each other's turn in Python
CACHE = 1 << 16  # numbers in a block of pixels: 256 kB of float32
scratch = threading.local()  # memory, used again by every piece: no page is faulted in twice


def in_blocks(work, n, each=1, row=BLOCK):
    """Call work(slice) for all blocks of n items of so many numbers; row: see `threads.run`."""
    length = max(1, BLOCK // each)

    def piece(i):
        work(slice(i * length, min((i + 1) * length, n)))

    threads.run(piece, -(-n // length), row)


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


def channel_sum(x):
    """x (H,W,N,C) -> (C,): the sum over all pixels, block by block."""
    wide = Wide(x)
    partial = np.empty((wide.n, wide.width), x.dtype)
    wide.run(lambda i, ones, rows: np.matmul(ones, rows, out=partial[i]), x)
    return wide.total(partial)


class Wide:
    """Several pixels of (H,W,N,C) side by side as one row: NumPy's inner loops become long.

    The rows are taken in n blocks that fit the cache.
    """

    def __init__(self, x):
        self.C, self.dtype = x.shape[3], x.dtype
        self.pixels = x.size // self.C
        fitting = [t for t in (64, 32, 16, 8, 4, 2) if self.pixels % t == 0 and t * self.C <= 4096]
        self.times = fitting[0] if fitting else 1
        self.width = self.times * self.C
        self.rows = self.pixels // self.times
        self.length = max(1, CACHE // self.width)
        self.n = -(-self.rows // self.length)

    def vector(self, v):
        """(C,) -> (times*C,)."""
        return np.concatenate([v] * self.times)

    def total(self, partial):
        """Sums (n, times*C) -> (C,)."""
        return partial.reshape(-1, self.C).sum(axis=0)

    def run(self, work, *images):
        """Call work(i, as many ones as the block has rows, the i-th block of each of the images).

        A block is a matrix (rows, times*C), a view.
        """
        matrices = [image.reshape(-1, self.width) for image in images]
        ones = np.ones(self.length, self.dtype)

        def piece(i):
            blocks = [m[i * self.length : (i + 1) * self.length] for m in matrices]
            work(i, ones[: len(blocks[0])], *blocks)

        threads.run(piece, self.n)
