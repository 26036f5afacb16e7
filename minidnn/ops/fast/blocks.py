"""Work on the pixels of images, block after block, each small enough for the cache."""

import numpy as np

from ... import threads

CACHE = 1 << 16  # numbers in a block: 256 kB of float32
STEP = 8  # blocks of a piece of work


def channel_sum(x):
    """x (H,W,N,C) -> (C,): the sum over all pixels, block by block."""
    wide = Wide(x)
    rows = wide.matrix(x)
    blocks = Blocks(rows)
    partial = np.empty((blocks.n, wide.width), x.dtype)

    def work(i, ones):
        np.matmul(ones, rows[blocks[i]], out=partial[i])

    blocks.run(work)
    return wide.total(partial)


class Wide:
    """Several pixels of (H,W,N,C) side by side as one row: NumPy's inner loops become long."""

    def __init__(self, x):
        self.C = x.shape[3]
        self.pixels = x.size // self.C
        fitting = [t for t in (64, 32, 16, 8, 4, 2) if self.pixels % t == 0 and t * self.C <= 4096]
        self.times = fitting[0] if fitting else 1
        self.width = self.times * self.C

    def matrix(self, x):
        """(H,W,N,C) -> (pixels/times, times*C), a view."""
        return x.reshape(-1, self.width)

    def vector(self, v):
        """(C,) -> (times*C,)."""
        return np.tile(v, self.times)

    def total(self, partial):
        """Sums (n, times*C) -> (C,)."""
        return partial.reshape(-1, self.C).sum(axis=0)


class Blocks:
    """The rows of a matrix in blocks that fit the cache."""

    def __init__(self, matrix):
        self.rows, width = matrix.shape
        self.length = max(1, CACHE // width)
        self.n = -(-self.rows // self.length)
        self.dtype = matrix.dtype

    def __getitem__(self, i):
        return slice(i * self.length, min((i + 1) * self.length, self.rows))

    def run(self, work):
        """Call work(i, a vector of as many ones as the block has rows), STEP blocks per piece."""
        ones = np.ones(self.length, self.dtype)

        def piece(k):
            for i in range(k * STEP, min((k + 1) * STEP, self.n)):
                block = self[i]
                work(i, ones[: block.stop - block.start])

        threads.run(piece, -(-self.n // STEP))
