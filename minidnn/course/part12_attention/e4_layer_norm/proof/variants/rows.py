"""Words as rows of a matrix, one after the other."""

import numpy as np


def layer_norm(x, gamma, beta, eps):
    rows = x.reshape(-1, x.shape[-1])
    y = [(r - r.mean()) / (r.var() + eps) ** 0.5 * gamma + beta for r in rows]
    return np.array(y).reshape(x.shape)


def layer_norm_backward(x, gamma, eps, dl_dy):
    d = x.shape[-1]
    dx, dgamma, dbeta = np.zeros((x.size // d, d)), np.zeros(d), np.zeros(d)
    for i, (row, up) in enumerate(zip(x.reshape(-1, d), dl_dy.reshape(-1, d))):
        std = (row.var() + eps) ** 0.5
        normal = (row - row.mean()) / std
        dgamma += up * normal
        dbeta += up
        slopes = (np.eye(d) - 1 / d - np.outer(normal, normal) / d) / std
        dx[i] = slopes @ (up * gamma)
    return dx.reshape(x.shape), dgamma, dbeta
