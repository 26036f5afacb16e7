"""Choices by where, the table of truth by eye."""

import numpy as np


def xp_of(x):
    if isinstance(x, np.ndarray):
        return np
    return x.__array_namespace__()


def dense_relu(x, w, b):
    xp = xp_of(x)
    z = x @ w + b
    return xp.where(z > 0, z, 0.0)


def softmax(scores):
    xp = xp_of(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = xp.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)


def loss_gradient(scores, labels):
    xp = xp_of(scores)
    truth = xp.eye(scores.shape[1])[labels]
    return softmax(scores) / len(scores) - truth / len(scores)
