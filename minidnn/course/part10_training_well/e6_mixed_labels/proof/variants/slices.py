"""Every folds-th example by slices, np.delete, Python's sort."""

import numpy as np


def fold_scores(x, labels, folds, classes, fit):
    log_p = np.zeros((len(x), classes))
    for k in range(folds):
        own = np.arange(k, len(x), folds)
        log_p[k::folds] = fit(np.delete(x, own, axis=0), np.delete(labels, own))(x[k::folds])
    return log_p


def suspects(log_p, labels, count):
    own = [row[label] for row, label in zip(log_p, labels)]
    return np.array(sorted(range(len(own)), key=own.__getitem__)[:count])


def relabel(labels, log_p, margin):
    new = labels.copy()
    for n, row in enumerate(log_p):
        if row.max() - row[labels[n]] > margin:
            new[n] = int(np.argmax(row))
    return new
