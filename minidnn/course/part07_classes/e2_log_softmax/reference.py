"""The right answer to exercise 7.2, log_softmax."""

import numpy as np


def log_softmax(z):
    shifted = z - np.max(z, axis=1, keepdims=True)
    total = np.sum(np.exp(shifted), axis=1, keepdims=True)
    return shifted - np.log(total)


def log_softmax_backward(z, dl_dy):
    softmax = np.exp(log_softmax(z))
    upstream = np.sum(dl_dy, axis=1, keepdims=True)
    return dl_dy - softmax * upstream


def nll_loss(y_true, log_p):
    picked = log_p[np.arange(len(y_true)), y_true]
    return -np.mean(picked)


def nll_loss_backward(y_true, log_p):
    gradient = np.zeros(log_p.shape)
    gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true)
    return gradient
