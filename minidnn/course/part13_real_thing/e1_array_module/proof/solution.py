"""A solution of exercise 13.1, one block for each blank of the page, in its order."""

import numpy as np


def xp_of(x):
    """The module whose functions work on x."""
    #### BEGIN IMPLEMENTATION ####
    xp = np if isinstance(x, np.ndarray) else x.__array_namespace__()
    #### END IMPLEMENTATION ####
    return xp


def dense_relu(x, w, b):
    """A dense layer with a relu: (N, D) -> (N, K)."""
    xp = xp_of(x)
    #### BEGIN IMPLEMENTATION ####
    a = xp.maximum(x @ w + b, 0)
    #### END IMPLEMENTATION ####
    return a


def softmax(scores):
    """The probabilities of each row."""
    xp = xp_of(scores)
    #### BEGIN IMPLEMENTATION ####
    e = xp.exp(scores - xp.max(scores, axis=1, keepdims=True))
    p = e / xp.sum(e, axis=1, keepdims=True)
    #### END IMPLEMENTATION ####
    return p


def loss_gradient(scores, labels):
    """The gradient of the mean cross entropy for the scores."""
    xp = xp_of(scores)
    #### BEGIN IMPLEMENTATION ####
    truth = xp.arange(scores.shape[1])[None, :] == labels[:, None]
    dl_dscores = (softmax(scores) - truth) / scores.shape[0]
    #### END IMPLEMENTATION ####
    return dl_dscores
