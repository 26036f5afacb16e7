import numpy as np


def log_softmax(z):
    #### BEGIN IMPLEMENTATION ####
    # logaddexp is stable by itself
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    #### END IMPLEMENTATION ####


def log_softmax_backward(z, dl_dy):
    #### BEGIN IMPLEMENTATION ####
    softmax = np.exp(log_softmax(z))
    return dl_dy - np.einsum("nc,nk->nc", softmax, dl_dy)
    #### END IMPLEMENTATION ####


def nll_loss(y_true, log_p):
    #### BEGIN IMPLEMENTATION ####
    return np.mean(-np.take_along_axis(log_p, y_true[:, None], axis=1))
    #### END IMPLEMENTATION ####


def nll_loss_backward(y_true, log_p):
    #### BEGIN IMPLEMENTATION ####
    n, c = log_p.shape
    return np.where(np.arange(c) == y_true[:, None], -1.0 / n, 0.0)
    #### END IMPLEMENTATION ####
