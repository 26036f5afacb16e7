"""Embeddings: rows of a table by their numbers, and sums, means and maxima of bags of rows."""

import numpy as np

from .broadcast import add_at

FEW = 256  # rows of a table


def embedding(weight, index, *, padding_idx=None, scale_grad_by_freq=False):
    """y = weight[index]:  weight (V,D), index (...) of integers in [0, V) -> (...,D).

    The row padding_idx gets no gradient. scale_grad_by_freq: a row's gradient is divided by how
    often it was taken.
    """
    shape = weight.shape

    def dweight(dy):
        numbers, rows = index.reshape(-1), dy.reshape(-1, shape[1])
        if scale_grad_by_freq:
            rows = rows / counts(numbers, shape[0], rows)[numbers][:, None]
        if shape[0] <= FEW:  # a product is faster than sums of rows one by one
            g = (np.arange(shape[0], like=index)[:, None] == numbers).astype(dy.dtype) @ rows
        else:
            g = np.zeros_like(dy, shape=shape)
            add_at(g, numbers, rows)
        if padding_idx is not None:
            g[padding_idx] = 0
        return g

    return weight[index], dweight, None


def embedding_bag(
    weight,
    index,
    factors,
    *,
    bags,
    number,
    mode="mean",
    padding_idx=None,
    scale_grad_by_freq=False,
):
    """y_b = Σ or mean of weight[index_i] over all i with bags_i = b.

    weight (V,D), index (L,) and bags (L,) integers -> (number, D); a bag without a row gives 0.
    factors (L,) or None: each row times its own (sums only). Rows padding_idx count for nothing.
    scale_grad_by_freq: a row's gradient is divided by how often it was taken.
    """
    rows, share = weight[index], None
    if padding_idx is not None:
        share = (index != padding_idx).astype(rows.dtype)
    if mode == "mean":
        one = np.ones_like(rows, shape=index.shape) if share is None else share
        size = np.zeros_like(rows, shape=(number,))
        add_at(size, bags, one)
        share = one / np.maximum(size, 1)[bags]
    elif factors is not None:
        share = factors if share is None else share * factors
    y = np.zeros_like(rows, shape=(number, weight.shape[1]))
    add_at(y, bags, rows if share is None else rows * share[:, None])

    def dweight(dy):
        g, upstream = np.zeros_like(weight), dy[bags]
        if share is not None:
            upstream = upstream * share[:, None]
        if scale_grad_by_freq:
            upstream = upstream / counts(index, len(weight), dy)[index][:, None]
        add_at(g, index, upstream)
        return g

    def dfactors(dy):
        g = (dy[bags] * rows).sum(axis=1)
        return g if padding_idx is None else np.where(index == padding_idx, np.zeros_like(g), g)

    return y, dweight, None, None if factors is None else dfactors


def embedding_bag_max(weight, index, *, bags, number, longest, padding_idx=None):
    """y_b = the largest of weight[index_i] over all i with bags_i = b, in every column.

    The rows of a bag stand one behind the other, `longest` at most. The gradient goes to the first
    row that has the largest value.
    """
    sizes = np.zeros_like(index, shape=(number + 1,))
    add_at(sizes, bags + 1, np.ones_like(index))
    place = np.arange(len(index), like=index) - np.cumsum(sizes)[bags]  # of a row in its bag
    rows = weight[index]
    if padding_idx is not None:
        rows = np.where((index == padding_idx)[:, None], np.full_like(rows, -np.inf), rows)
    table = np.full_like(rows, -np.inf, shape=(number, longest, rows.shape[1]))
    table[bags, place] = rows
    first, top = np.argmax(table, axis=1), np.max(table, axis=1)
    empty = top == -np.inf
    y = np.where(empty, np.zeros_like(top), top)

    def dweight(dy):
        g = np.zeros_like(weight)
        upstream = np.where(empty, np.zeros_like(dy), dy)[bags]
        chosen = first[bags] == place[:, None]
        add_at(g, index, np.where(chosen, upstream, np.zeros_like(upstream)))
        return g

    return y, dweight, None


def counts(numbers, V, like):
    """How often every number from 0 to V-1 occurs, (V,), in the dtype of an array."""
    n = np.zeros_like(like, shape=(V,))
    add_at(n, numbers, np.ones_like(like, shape=numbers.shape))
    return n
