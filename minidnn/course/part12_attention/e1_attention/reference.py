"""The right answer to exercise 12.1, attention."""

import numpy as np


def attention(q, k, v, causal):
    scores = q @ np.swapaxes(k, 1, 2) / np.sqrt(q.shape[2])
    if causal:
        future = np.triu(np.ones((q.shape[1], k.shape[1]), dtype=bool), 1)
        scores = np.where(future, -np.inf, scores)
    scores = scores - np.max(scores, axis=2, keepdims=True)
    exponentials = np.exp(scores)
    weights = exponentials / np.sum(exponentials, axis=2, keepdims=True)
    return weights @ v, weights
