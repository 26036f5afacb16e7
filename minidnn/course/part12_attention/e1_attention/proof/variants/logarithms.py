"""Through log-softmax, the keys scaled first."""

import numpy as np


def attention(q, k, v, causal):
    scores = q @ (k / np.sqrt(k.shape[2])).transpose(0, 2, 1)
    if causal:
        scores[:, np.triu_indices(scores.shape[1], 1)[0], np.triu_indices(scores.shape[1], 1)[1]] = (
            -np.inf
        )
    top = scores.max(axis=2, keepdims=True)
    log_weights = scores - top - np.log(np.exp(scores - top).sum(axis=2, keepdims=True))
    weights = np.exp(log_weights)
    return weights @ v, weights
