"""Looking up as a product with rows of one 1."""

import numpy as np


def sinusoids(length, width):
    column = np.arange(width)
    angles = np.arange(length)[:, None] / 10000 ** ((column - column % 2) / width)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))


def embed(tokens, table, places):
    return np.eye(len(table))[tokens] @ table + places[None, : tokens.shape[1]]


def embed_backward(tokens, table, places, dl_dy):
    ones = np.eye(len(table))[tokens].reshape(-1, len(table))
    dl_dplaces = np.zeros(places.shape)
    dl_dplaces[: dl_dy.shape[1]] += dl_dy.sum(0)
    return ones.T @ dl_dy.reshape(-1, table.shape[1]), dl_dplaces
