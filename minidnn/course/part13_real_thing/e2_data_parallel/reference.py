"""The right answer to exercise 13.2, data_parallel."""

import numpy as np


def split_batch(x, y, workers):
    shards = zip(np.array_split(x, workers), np.array_split(y, workers))
    return [(rows, truth) for rows, truth in shards if len(rows)]


def average(values, counts):
    return sum(c * v for v, c in zip(values, counts)) / sum(counts)


def parallel_gradients(params, x, y, workers, gradients):
    shards = split_batch(x, y, workers)
    answers = [gradients(params, rows, truth) for rows, truth in shards]
    counts = [len(rows) for rows, _ in shards]
    loss = average([own for own, _ in answers], counts)
    grads = {name: average([own[name] for _, own in answers], counts) for name in params}
    return loss, grads
