"""The right answer to exercise 10.6, mixed_labels."""

import numpy as np


def fold_scores(x, labels, folds, classes, fit):
    log_p = np.zeros((len(x), classes))
    fold = np.arange(len(x)) % folds
    for k in range(folds):
        held_out = fold == k
        predict = fit(x[~held_out], labels[~held_out])
        log_p[held_out] = predict(x[held_out])
    return log_p


def suspects(log_p, labels, count):
    own = log_p[np.arange(len(labels)), labels]
    order = np.argsort(own, kind="stable")
    return order[:count]


def relabel(labels, log_p, margin):
    own = log_p[np.arange(len(labels)), labels]
    best = np.argmax(log_p, axis=1)
    sure = np.max(log_p, axis=1) - own > margin
    return np.where(sure, best, labels)
