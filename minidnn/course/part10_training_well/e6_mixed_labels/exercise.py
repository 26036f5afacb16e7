"""How exercise 10.6, mixed_labels, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import fold_scores, relabel, suspects


def mixed_probe(student, x, labels, folds, classes, log_p, count, margin):
    def fit(x_train, labels_train):
        """A very small learner: how near is the mean of each class?"""
        means = np.full((classes, x.shape[1]), 9.0)
        for k in range(classes):
            if np.any(labels_train == k):
                means[k] = x_train[labels_train == k].mean(axis=0)

        def predict(x_new):
            scores = -np.sum((x_new[:, None] - means) ** 2, axis=2)
            top = scores.max(axis=1, keepdims=True)
            return scores - top - np.log(np.sum(np.exp(scores - top), axis=1, keepdims=True))

        return predict

    return {
        "log_p": student.fold_scores(x, labels, folds, classes, fit),
        "suspects": np.asarray(student.suspects(log_p, labels, count)),
        "new_labels": np.asarray(student.relabel(labels, log_p, margin)),
    }


def cases(rng):
    def case(name, n, width, classes, folds, count, margin, ties=False):
        labels = rng.integers(0, classes, n)
        labels[:classes] = np.arange(classes)
        x = rng.normal(size=(n, width)) + 2 * np.eye(classes, width)[labels]
        wrong = np.where(rng.random(n) < 0.3, (labels + 1) % classes, labels)
        scores = 2.5 * rng.normal(size=(n, classes))
        if ties:
            scores = np.round(rng.integers(0, 2, (n, classes)) * 3.0)
        log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
        return Case(name, (x, wrong, folds, classes, log_p, count, margin))

    return [
        case("23 examples, 3 classes, 5 folds", 23, 7, 3, 5, 4, 1.0),
        case("17 examples, 2 folds", 17, 3, 5, 2, 7, 2.0),
        case("all are suspects", 11, 2, 3, 11, 11, 0.0),
        case("equally suspicious ones", 13, 5, 2, 3, 6, 0.5, ties=True),
    ]


EXERCISE = Exercise(
    name="mixed_labels",
    title="Labels that are wrong",
    functions=("fold_scores", "suspects", "relabel"),
    reference=(fold_scores, suspects, relabel),
    probe=mixed_probe,
    arguments=("x", "labels", "folds", "classes", "log_p", "count", "margin"),
    cases=cases,
    outputs=("log_p", "suspects", "new_labels"),
    properties=(
        Property("scores from networks that have not seen the example", 4, outputs=("log_p",)),
        Property("the suspects", 3, outputs=("suspects",)),
        Property("the new labels", 2, outputs=("new_labels",)),
        Property("leaving the labels unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "np.arange(n) % folds tells for every example which fold it belongs to; a comparison "
        "makes a mask, and ~ turns the mask round.",
        "Suspicious is an example whose own label got a low log-probability: pick it out of every "
        "row as nll_loss in part 7 does, and sort.",
        "np.where(condition, new, old). The condition compares the largest log-probability of a "
        "row with that of the label.",
    ),
)
