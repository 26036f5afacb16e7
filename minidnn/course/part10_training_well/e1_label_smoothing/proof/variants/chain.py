"""The gradient along the chain, with the backward function of part 7."""

import numpy as np

from minidnn.course import log_softmax, log_softmax_backward


def smooth_targets(labels, classes, smoothing):
    q = np.zeros((len(labels), classes)) + smoothing / classes
    for n, label in enumerate(labels):
        q[n, label] = 1 - smoothing * (classes - 1) / classes
    return q


def smooth_loss(scores, labels, smoothing):
    q = smooth_targets(labels, scores.shape[-1], smoothing)
    return float(-np.einsum("nk,nk->", q, log_softmax(scores)) / q.shape[0])


def smooth_loss_backward(scores, labels, smoothing):
    q = smooth_targets(labels, scores.shape[-1], smoothing)
    return log_softmax_backward(scores, -q / q.shape[0])
