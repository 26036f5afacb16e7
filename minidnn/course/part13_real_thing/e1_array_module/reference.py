"""The right answer to exercise 13.1, array_module."""

import numpy as np


def xp_of(x):
    return np if isinstance(x, np.ndarray) else x.__array_namespace__()


def dense_relu(x, w, b):
    xp = xp_of(x)
    return xp.maximum(x @ w + b, 0)


def softmax(scores):
    xp = xp_of(scores)
    raised = xp.exp(scores - xp.max(scores, axis=1, keepdims=True))
    return raised / xp.sum(raised, axis=1, keepdims=True)


def loss_gradient(scores, labels):
    xp = xp_of(scores)
    truth = labels[:, None] == xp.arange(scores.shape[1])
    return (softmax(scores) - truth) / len(scores)
