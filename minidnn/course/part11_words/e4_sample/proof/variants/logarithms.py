"""Through the logarithm of the sum."""

import numpy as np


def next_probabilities(scores, temperature, top_k):
    k = len(scores) if top_k is None else top_k
    if temperature == 0:
        k, temperature = 1, 1.0
    pairs = sorted(enumerate(scores), key=lambda item: (-item[1], item[0]))[:k]
    warm = np.array([s for _, s in pairs]) / temperature
    log_p = warm - warm.max() - np.log(np.exp(warm - warm.max()).sum())
    p = np.zeros_like(scores)
    p[[i for i, _ in pairs]] = np.exp(log_p)
    return p
