"""Work on the pixels of images, block after block, each small enough for the cache."""

import numpy as np

from ... import threads

CACHE = 1 << 16  # numbers in a block: 256 kB of float32


def channel_sum(x):
    """x (H,W,N,C) -> (C,): the sum over all pixels, block by block."""
    pixels = x.reshape(-1, x.shape[3])
    blocks = Blocks(pixels)
    partial = np.empty((blocks.n, x.shape[3]), x.dtype)

    def work(i, ones):
        block = pixels[blocks[i]]
        partial[i] = ones[: len(block)] @ block

    blocks.run(work)
    return partial.sum(axis=0)


class Wide:
    """Several pixels side by side as one row, so that NumPy's inner loops are long."""

    def __init__(self, pixels, C):
        self.times = next(
            t for t in (16, 8, 4, 2, 1) if pixels % t == 0 and (t == 1 or t * C <= 2048)
        )
        self.width = self.times * C

    def vector(self, v):
        return np.tile(v, self.times)

    def matrix(self, x):
        return x.reshape(-1, self.width)


class Blocks:
    """The rows of a matrix in blocks that fit the cache."""

    def __init__(self, matrix):
        self.rows, width = matrix.shape
        self.length = max(1, CACHE // width)
        self.n = -(-self.rows // self.length)
        self.dtype = matrix.dtype

    def __getitem__(self, i):
        return slice(i * self.length, min((i + 1) * self.length, self.rows))

    def counts(self):
        """How many rows each block has."""
        return np.diff(np.minimum(np.arange(self.n + 1) * self.length, self.rows))

    def run(self, work):
        """Call work(i, ones) for all blocks, several in a row per piece."""
        ones = np.ones(self.length, self.dtype)
        step = 4

        def piece(k):
            for i in range(k * step, min((k + 1) * step, self.n)):
                work(i, ones)

        pieces = -(-self.n // step)
        if pieces == 1:
            with threads.one_blas_thread():
                piece(0)
        else:
            threads.run(piece, pieces)
