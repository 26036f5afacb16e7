"""np.unique counts; a generator merges."""

import numpy as np


def most_frequent_pair(tokens):
    t = np.array(tokens)
    pairs, counts = np.unique(np.stack([t[:-1], t[1:]], axis=1), axis=0, return_counts=True)
    first, second = pairs[np.argmax(counts)]  # sorted, so the first maximum is the smallest
    return int(first), int(second)


def walk(tokens, pair, new):
    rest = iter(range(len(tokens)))
    for i in rest:
        if i + 1 < len(tokens) and tokens[i] == pair[0] and tokens[i + 1] == pair[1]:
            next(rest)
            yield new
        else:
            yield tokens[i]


def merge_pair(tokens, pair, new):
    return list(walk(tokens, pair, new))
