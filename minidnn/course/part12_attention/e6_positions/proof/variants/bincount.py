"""Sums of equal letters by bincount; the rest padded with zeros."""

import numpy as np


def sinusoids(length, width):
    powers = np.exp(-np.log(10000.0) * np.arange(0, width, 2) / width)
    angles = np.outer(np.arange(length), powers)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, width)


def embed(tokens, table, places):
    return np.take(table, tokens, axis=0) + np.take(places, range(tokens.shape[1]), axis=0)


def embed_backward(tokens, table, places, dl_dy):
    flat, size = tokens.ravel(), len(table)
    columns = [np.bincount(flat, column, size) for column in dl_dy.reshape(len(flat), -1).T]
    unused = len(places) - tokens.shape[1]
    return np.array(columns).T, np.pad(dl_dy.sum(axis=0), ((0, unused), (0, 0)))
