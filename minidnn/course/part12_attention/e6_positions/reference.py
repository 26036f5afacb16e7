"""The right answer to exercise 12.6, embed."""

import numpy as np


def sinusoids(length, width):
    rates = 10000.0 ** (np.arange(0, width, 2) / width)
    angles = np.arange(length)[:, None] / rates
    waves = np.zeros((length, width))
    waves[:, 0::2] = np.sin(angles)
    waves[:, 1::2] = np.cos(angles)
    return waves


def embed(tokens, table, places):
    used = places[: tokens.shape[1]]
    return table[tokens] + used


def embed_backward(tokens, table, places, dl_dy):
    dl_dtable = np.zeros(table.shape)
    np.add.at(dl_dtable, tokens, dl_dy)
    dl_dplaces = np.zeros(places.shape)
    dl_dplaces[: tokens.shape[1]] = np.sum(dl_dy, axis=0)
    return dl_dtable, dl_dplaces
