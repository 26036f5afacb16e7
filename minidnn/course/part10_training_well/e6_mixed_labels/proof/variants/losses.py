"""With losses instead of log-probabilities, and rows joined at the end."""

import numpy as np


def fold_scores(x, labels, folds, classes, fit):
    rows = {}
    for k in range(folds):
        rest = [n for n in range(len(x)) if n % folds != k]
        predict = fit(x[rest], labels[rest])
        for n in range(k, len(x), folds):
            rows[n] = predict(x[n : n + 1])[0]
    return np.array([rows[n] for n in range(len(x))])


def suspects(log_p, labels, count):
    losses = -np.take_along_axis(log_p, labels[:, None], axis=1)[:, 0]
    return np.argsort(-losses, kind="stable")[:count]


def relabel(labels, log_p, margin):
    losses = -np.take_along_axis(log_p, labels[:, None], axis=1)[:, 0]
    least = np.min(-log_p, axis=1)
    return np.where(losses - least > margin, np.argmin(-log_p, axis=1), labels)
