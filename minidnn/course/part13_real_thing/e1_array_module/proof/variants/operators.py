"""As few functions as possible: the relu is a product with a comparison."""

import numpy as np


def xp_of(x):
    return np if type(x) is np.ndarray else x.__array_namespace__()


def dense_relu(x, w, b):
    z = x @ w + b
    return z * (z > 0)


def softmax(scores):
    xp = xp_of(scores)
    e = xp.exp(scores - scores.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]


def loss_gradient(scores, labels):
    p = softmax(scores)
    p[xp_of(scores).arange(len(p)), labels] = (
        p[xp_of(scores).arange(len(p)), labels] - 1.0
    )
    return p / len(p)
