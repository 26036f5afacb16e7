"""A solution of exercise 12.6, one block for each blank of the page, in its order."""

import numpy as np


def sinusoids(length, width):
    """The waves of `length` places, (length, width)."""
    waves = np.zeros((length, width))
    #### BEGIN IMPLEMENTATION ####
    # t / 10000^(2i/D): a column of places, a row of pairs
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    waves[:, 0::2] = np.sin(angles)
    waves[:, 1::2] = np.cos(angles)
    #### END IMPLEMENTATION ####
    return waves


def embed(tokens, table, places):
    """The vectors of the letters plus those of their places, (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    y = table[tokens] + places[: tokens.shape[1]]
    #### END IMPLEMENTATION ####
    return y


def embed_backward(tokens, table, places, dl_dy):
    """The gradients for the table and for the places."""
    #### BEGIN IMPLEMENTATION ####
    dl_dtable = np.zeros_like(table)
    np.add.at(dl_dtable, tokens, dl_dy)
    dl_dplaces = np.zeros_like(places)
    dl_dplaces[: tokens.shape[1]] = dl_dy.sum(axis=0)
    #### END IMPLEMENTATION ####
    return dl_dtable, dl_dplaces
