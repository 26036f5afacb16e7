"""Embeddings: the gradients of rows that were taken several times are summed run by run.

`np.add.at` adds one row after the other; sorted by number, equal rows are one block each.
"""

import numpy as np

from ..embedding import embedding as simple_embedding
from .conv import suited

SMALL = 1 << 12  # numbers up to which np.add.at is as fast


def embedding(weight, index, *, padding_idx=None, scale_grad_by_freq=False):
    """The same as minidnn.ops.embedding."""
    options = {"padding_idx": padding_idx, "scale_grad_by_freq": scale_grad_by_freq}
    y, simple, _ = simple_embedding(weight, index, **options)
    if y.size < SMALL or scale_grad_by_freq or not suited(weight):
        return y, simple, None
    shape, numbers = weight.shape, index.reshape(-1)

    def dweight(dy):
        if not suited(dy, y):
            return simple(dy)
        g = np.zeros(shape, dy.dtype)
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        g[ordered[starts]] = np.add.reduceat(dy.reshape(-1, shape[1])[order], starts, axis=0)
        if padding_idx is not None:
            g[padding_idx] = 0
        return g

    return y, dweight, None
