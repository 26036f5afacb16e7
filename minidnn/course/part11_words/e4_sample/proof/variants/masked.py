"""Scores of minus infinity for what may not be drawn."""

import numpy as np


def next_probabilities(scores, temperature, top_k):
    if temperature == 0:
        return np.eye(len(scores))[np.argmax(scores)]
    place = np.empty(len(scores), dtype=int)
    place[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    s = np.where(place < (top_k or len(scores)), scores, -np.inf) / temperature
    e = np.exp(s - s.max())
    return e / e.sum()
