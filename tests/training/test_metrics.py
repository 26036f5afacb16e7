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


def test_regression_and_several_labels_like_scikit_learn():
    sk = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(5)
    true, pred = rng.standard_normal((2, 50, 3))
    assert metrics.mean_squared_error(true, pred) == pytest.approx(
        sk.mean_squared_error(true, pred)
    )
    assert metrics.mean_absolute_error(true, pred) == pytest.approx(
        sk.mean_absolute_error(true, pred)
    )
    assert metrics.r2(true, pred) == pytest.approx(sk.r2_score(true, pred))
    one, other = true[:, 0], pred[:, :1]
    assert metrics.median_absolute_error(one, other) == pytest.approx(
        sk.median_absolute_error(one, other)
    )
    assert metrics.max_error(one, other) == pytest.approx(sk.max_error(one, other))
    assert metrics.root_mean_squared_error(one, other) == pytest.approx(
        sk.root_mean_squared_error(one, other)
    )
    labels = rng.integers(0, 2, (50, 4))
    shares = rng.random((50, 4))
    called = shares > 0.5
    assert metrics.subset_accuracy(labels, shares) == pytest.approx(
        sk.accuracy_score(labels, called)
    )
    assert metrics.hamming_loss(labels, shares) == pytest.approx(sk.hamming_loss(labels, called))
    for average in ("macro", "micro", "weighted"):
        assert metrics.multilabel_f1(labels, shares, average) == pytest.approx(
            sk.f1_score(labels, called, average=average)
        )
    classes = rng.integers(0, 4, 50)
    assert metrics.top_k_accuracy(classes, shares, k=2) == pytest.approx(
        sk.top_k_accuracy_score(classes, shares, k=2)
    )
    ours = metrics.classification_report(classes, shares).split()
    theirs = sk.classification_report(classes, shares.argmax(axis=1), digits=3).split()
    assert ours[4:24] == theirs[4:24]


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: metrics.r2([1, 1], [1, 2]), "all targets of a column are equal"),
        (lambda: metrics.mean_squared_error([1, 2], [1, 2, 3]), "must have one shape"),
        (lambda: metrics.hamming_loss([1, 0], [1, 0]), r"expected labels and predictions \(N, L\)"),
        (lambda: metrics.top_k_accuracy([0], [[0.5, 0.5]], k=3), r"k in \[1, C\]"),
        (
            lambda: metrics.classification_report([0, 1], [0, 1], names=["a"]),
            "got 1 names for 2 classes",
        ),
    ],
)
def test_metrics_of_other_kinds_that_cannot_be(call, said):
    with pytest.raises(ValueError, match=said):
        call()
