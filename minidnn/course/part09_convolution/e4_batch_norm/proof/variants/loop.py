"""One channel after the other."""

import numpy as np


def batch_norm(x, gamma, beta, running, training, eps=1e-5):
    y = np.empty(x.shape)
    mean, var = np.array(running["mean"]), np.array(running["var"])
    for c in range(x.shape[1]):
        m, v = mean[c], var[c]
        if training:
            m, v = x[:, c].mean(), x[:, c].var()
            mean[c], var[c] = 0.9 * mean[c] + 0.1 * m, 0.9 * var[c] + 0.1 * v
        y[:, c] = gamma[c] * (x[:, c] - m) / np.sqrt(v + eps) + beta[c]
    running["mean"], running["var"] = mean, var
    return y


def batch_norm_backward(x, gamma, dl_dy, eps=1e-5):
    dx, dgamma, dbeta = np.empty(x.shape), np.empty(len(gamma)), np.empty(len(gamma))
    for c in range(x.shape[1]):
        root = np.sqrt(x[:, c].var() + eps)
        n, g = (x[:, c] - x[:, c].mean()) / root, gamma[c] * dl_dy[:, c]
        dgamma[c], dbeta[c] = (dl_dy[:, c] * n).sum(), dl_dy[:, c].sum()
        dx[:, c] = (g - g.mean() - n * (g * n).mean()) / root
    return dx, dgamma, dbeta
