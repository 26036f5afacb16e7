"""One sign after the other."""

import math

import numpy as np


def next_probabilities(scores, temperature, top_k):
    left = list(range(len(scores)))
    chosen = []
    for _ in range(len(scores) if top_k is None else top_k):
        if left:
            best = max(left, key=lambda i: scores[i])
            left.remove(best)
            chosen.append(best)
    if temperature == 0:
        chosen = chosen[:1]
    top = scores[chosen[0]]
    powers = {i: 1.0 if temperature == 0 else math.exp((scores[i] - top) / temperature) for i in chosen}
    total = sum(powers.values())
    return np.array([powers.get(i, 0.0) / total for i in range(len(scores))])
