"""The softmax by hand, words stacked."""

import numpy as np


def attend_next(q, k, v, cache):
    for name, new in (("k", k), ("v", v)):
        cache[name] = np.hstack([cache[name], new]) if name in cache else new
    scores = np.einsum("nqd,ntd->nqt", q, cache["k"]) / q.shape[2] ** 0.5
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (weights / weights.sum(axis=2, keepdims=True)) @ cache["v"]
