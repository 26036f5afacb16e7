"""A solution of exercise 13.2, one block for each blank of the page, in its order."""

import numpy as np


def split_batch(x, y, workers):
    """A list of pairs (rows of x, rows of y), one for each worker that gets any."""
    #### BEGIN IMPLEMENTATION ####
    workers = min(workers, len(x))
    shards = list(zip(np.array_split(x, workers), np.array_split(y, workers)))
    #### END IMPLEMENTATION ####
    return shards


def average(values, counts):
    """The mean of a list of numbers or arrays, where value i stands for counts[i] rows."""
    #### BEGIN IMPLEMENTATION ####
    mean = sum(v * (c / sum(counts)) for v, c in zip(values, counts))
    #### END IMPLEMENTATION ####
    return mean


def parallel_gradients(params, x, y, workers, gradients):
    """Loss and gradients of the whole batch, computed shard by shard."""
    #### BEGIN IMPLEMENTATION ####
    shards = split_batch(x, y, workers)
    answers = [gradients(params, a, b) for a, b in shards]
    counts = [len(a) for a, _ in shards]
    loss = average([answer[0] for answer in answers], counts)
    grads = {name: average([answer[1][name] for answer in answers], counts) for name in params}
    #### END IMPLEMENTATION ####
    return loss, grads
