"""Letter by letter."""

import math

import numpy as np


def sinusoids(length, width):
    rows = []
    for t in range(length):
        row = []
        for i in range(width // 2):
            angle = t / 10000 ** (2 * i / width)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return np.array(rows)


def embed(tokens, table, places):
    return np.array([[table[c] + places[t] for t, c in enumerate(text)] for text in tokens])


def embed_backward(tokens, table, places, dl_dy):
    dl_dtable, dl_dplaces = np.zeros(table.shape), np.zeros(places.shape)
    for text, upstream in zip(tokens, dl_dy):
        for t, c in enumerate(text):
            dl_dtable[c] += upstream[t]
            dl_dplaces[t] += upstream[t]
    return dl_dtable, dl_dplaces
