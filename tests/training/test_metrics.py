"""Metrics against scikit-learn, and on the forms that predictions come in."""

import numpy as np
import pytest

import minidnn
from minidnn import metrics, nn


@pytest.mark.parametrize("c", [2, 3, 7])
def test_like_scikit_learn(c):
    sk = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(c)
    true, called = rng.integers(0, c, 200), rng.integers(0, c, 200)
    assert metrics.accuracy(true, called) == sk.accuracy_score(true, called)
    assert np.array_equal(metrics.confusion_matrix(true, called), sk.confusion_matrix(true, called))
    for average in ("macro", "micro", "weighted"):
        options = {"average": average}
        for ours, theirs in (
            (metrics.precision, sk.precision_score),
            (metrics.recall, sk.recall_score),
            (metrics.f1, sk.f1_score),
        ):
            assert ours(true, called, average) == pytest.approx(theirs(true, called, **options))
    each = sk.precision_score(true, called, average=None)
    assert np.allclose(metrics.precision(true, called, "none"), each)
    scores = rng.random((200, c))
    scores = np.round(scores / scores.sum(axis=1, keepdims=True), 2)  # with ties
    if c == 2:
        area = sk.roc_auc_score(true, scores[:, 1])
        assert metrics.roc_auc(true, scores[:, 1]) == pytest.approx(area)
        assert metrics.f1(true, called) == pytest.approx(sk.f1_score(true, called))
    else:
        areas = [sk.roc_auc_score(true == k, scores[:, k]) for k in range(c)]
        assert metrics.roc_auc(true, scores) == pytest.approx(np.mean(areas))


def test_forms_of_predictions():
    true = np.array([1, 0, 1])
    assert metrics.accuracy(true[:, None], np.array([[0.9], [0.2], [0.4]])) == 2 / 3
    assert metrics.accuracy(true, np.array([2.0, -1.0, 0.3]), threshold=0.0) == 1.0
    assert metrics.accuracy(np.eye(2)[true], np.array([[0, 1], [3, 1], [2, 1]])) == 2 / 3
    assert metrics.accuracy(minidnn.tensor(true), minidnn.tensor([0.9, 0.1, 0.9])) == 1.0
    assert metrics.precision([0, 0], [0, 0]) == 0.0
    assert metrics.confusion_matrix([0, 1], [0, 1], classes=3).shape == (3, 3)


def test_hits_follow_the_loss():
    assert metrics.hits_for(nn.MSELoss()) is None
    right = metrics.hits_for(nn.BCEWithLogitsLoss())
    assert right(np.array([1.0, 0.0]), np.array([0.2, 0.3])).tolist() == [True, False]
    right = metrics.hits_for(nn.functional.cross_entropy)
    assert right(np.array([1]), np.array([[0.1, 0.7]])).tolist() == [True]
    assert right(np.eye(2), np.array([[1.0, 2.0], [1.0, 2.0]])).tolist() == [False, True]


def test_messages():
    with pytest.raises(
        ValueError, match=r"accuracy: y_true \(2,\) and y_pred \(3,\) must have one"
    ):
        metrics.accuracy([0, 1], [0, 1, 1])
    with pytest.raises(ValueError, match="accuracy: there are no samples"):
        metrics.accuracy([], [])
    with pytest.raises(ValueError, match=r"classes must lie in \[0, 2\); got 0 to 4"):
        metrics.confusion_matrix([0, 4], [0, 1], classes=2)
    with pytest.raises(ValueError, match="average must be .*; got 'mean' for 2 classes"):
        metrics.recall([0, 1], [0, 1], average="mean")
    with pytest.raises(ValueError, match="got 2 labels and 1 predictions"):
        metrics.roc_auc([0, 1], [0.5])
    with pytest.raises(ValueError, match="needs samples of the class and of the others"):
        metrics.roc_auc([1, 1], [0.5, 0.6])
