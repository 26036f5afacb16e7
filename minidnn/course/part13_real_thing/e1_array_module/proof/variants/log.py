"""The softmax by its logarithm."""

import numpy as np


def xp_of(x):
    namespace = getattr(x, "__array_namespace__", None)
    return np if namespace is None else namespace()


def dense_relu(x, w, b):
    return xp_of(x).maximum(0, xp_of(x).matmul(x, w) + b)


def softmax(scores):
    xp = xp_of(scores)
    shifted = scores - xp.max(scores, axis=-1, keepdims=True)
    return xp.exp(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)))


def loss_gradient(scores, labels):
    xp = xp_of(scores)
    truth = xp.where(labels.reshape(-1, 1) == xp.arange(scores.shape[1]), 1.0, 0.0)
    return (softmax(scores) - truth) * (1 / len(scores))
