"""The right answer to exercise 10.1, label_smoothing."""

import numpy as np

from minidnn.course.part07_classes.e2_log_softmax.reference import log_softmax


def smooth_targets(labels, classes, smoothing):
    q = np.full((len(labels), classes), smoothing / classes)
    q[np.arange(len(labels)), labels] += 1 - smoothing
    return q


def smooth_loss(scores, labels, smoothing):
    q = smooth_targets(labels, scores.shape[1], smoothing)
    log_p = log_softmax(scores)
    return -np.sum(q * log_p) / len(labels)


def smooth_loss_backward(scores, labels, smoothing):
    wanted = smooth_targets(labels, len(scores[0]), smoothing)
    p = np.exp(log_softmax(scores))
    return (p - wanted) / len(labels)
