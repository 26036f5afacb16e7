"""A case small enough to be followed by hand."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import fold_scores, relabel, suspects


def check(goldens):
    x, labels = np.arange(7.0)[:, None], np.array([0, 1, 1, 0, 1, 0, 0])
    seen = []

    def fit(x_train, labels_train):
        seen.append(x_train[:, 0].tolist())
        share = np.mean(labels_train)
        return lambda x_new: np.log([[1 - share, share]] * len(x_new))

    log_p = fold_scores(x, labels, 3, 2, fit)
    assert seen == [[1, 2, 4, 5], [0, 2, 3, 5, 6], [0, 1, 3, 4, 6]]
    close(np.exp(log_p[:, 1]), np.array([0.75, 0.2, 0.4, 0.75, 0.2, 0.4, 0.75]))
    # own probabilities: 0.25, 0.2, 0.4, 0.25, 0.2, 0.6, 0.25
    assert suspects(log_p, labels, 4).tolist() == [1, 4, 0, 3]
    assert relabel(labels, log_p, 1.2).tolist() == [0, 0, 1, 0, 0, 0, 0]
    assert relabel(labels, log_p, 1.0).tolist() == [1, 0, 1, 1, 0, 0, 1]
