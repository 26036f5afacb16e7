"""A solution of exercise 11.4, one block for each blank of the page, in its order."""

import numpy as np


def next_probabilities(scores, temperature, top_k):
    """The probability of every sign, (V,)."""
    #### BEGIN IMPLEMENTATION ####
    order = np.argsort(-scores, kind="stable")
    kept = order[:1] if temperature == 0 else order[:top_k]
    p = np.zeros(len(scores))
    powers = np.exp((scores[kept] - scores[order[0]]) / (temperature or 1))
    p[kept] = powers / powers.sum()
    #### END IMPLEMENTATION ####
    return p
