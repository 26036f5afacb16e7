"""A solution of exercise 10.6, one block for each blank of the page, in its order."""

import numpy as np


def fold_scores(x, labels, folds, classes, fit):
    """Log-probabilities of every example, from a network that has not seen it: (N, classes)."""
    log_p = np.zeros((len(x), classes))
    for k in range(folds):
        #### BEGIN IMPLEMENTATION ####
        held_out = np.arange(len(x)) % folds == k
        predict = fit(x[~held_out], labels[~held_out])
        log_p[held_out] = predict(x[held_out])
        #### END IMPLEMENTATION ####
    return log_p


def suspects(log_p, labels, count):
    """The numbers of the `count` most suspicious examples, the most suspicious one first."""
    #### BEGIN IMPLEMENTATION ####
    own = log_p[np.arange(len(labels)), labels]
    found = np.argsort(own, kind="stable")[:count]
    #### END IMPLEMENTATION ####
    return found


def relabel(labels, log_p, margin):
    """New labels, where another class is more probable by more than the margin."""
    #### BEGIN IMPLEMENTATION ####
    own = log_p[np.arange(len(labels)), labels]
    gain = log_p.max(axis=1) - own
    new = np.where(gain > margin, log_p.argmax(axis=1), labels)
    #### END IMPLEMENTATION ####
    return new
