"""The rules of the losses against central differences, on the host and on the device stub."""

import numpy as np
import pytest

from minidnn import ops

from .checker import check_op

REDUCTIONS = ["mean", "sum", "none"]
rng = np.random.default_rng(1)


def away_from_kinks(shape, *kinks):
    """Differences of a prediction from 0 that keep clear of the places without a slope."""
    x = rng.standard_normal(shape)
    for kink in (0.0, *kinks):
        for k in (kink, -kink):
            x = np.where(abs(x - k) < 1e-3, k + 0.01, x)
    return x


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", [(1,), (5, 1), (2, 3, 2), ()])
def test_regression_losses(shape, reduction):
    target = rng.standard_normal(shape)
    prediction = np.asarray(target + away_from_kinks(shape, 1.0, 0.3))
    for op, options in [
        (ops.mse_loss, {}),
        (ops.l1_loss, {}),
        (ops.huber_loss, {}),
        (ops.huber_loss, {"delta": 0.3}),
        (ops.smooth_l1_loss, {}),
        (ops.smooth_l1_loss, {"beta": 0.3}),
        (ops.smooth_l1_loss, {"beta": 0.0}),
    ]:
        check_op(op, prediction, np.asarray(target), reduction=reduction, **options)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weight", [None, rng.uniform(0.5, 2, (4, 1)), rng.uniform(0.5, 2, (4, 3))])
def test_binary_losses(weight, reduction):
    target, prediction = rng.uniform(0.1, 0.9, (2, 4, 3))
    if weight is not None and weight.shape == (4, 1) and reduction == "none":
        weight = weight.repeat(3, 1)
    check_op(ops.binary_cross_entropy, prediction, target, weight, reduction=reduction)
    logits = 4 * rng.standard_normal((4, 3))
    for pos_weight in (None, rng.uniform(0.5, 3, 3)):
        op = ops.binary_cross_entropy_with_logits
        check_op(op, logits, target, weight, pos_weight, reduction=reduction)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", [(1, 3), (4,), (5, 4), (2, 3, 2, 2)])
@pytest.mark.parametrize("weighted", [False, True])
def test_class_losses(shape, weighted, reduction):
    axis = 1 if len(shape) > 1 else 0
    classes = shape[axis]
    weight = rng.uniform(0.5, 2, classes) if weighted else None
    labels = np.asarray(rng.integers(0, classes, shape[:axis] + shape[axis + 1 :]))
    logits = rng.standard_normal(shape)
    target = rng.uniform(0, 1, shape)
    check_op(ops.nll_loss, logits, labels, weight, reduction=reduction)
    ignored = labels.copy()
    if labels.size > 1:
        ignored.flat[0] = -100
    for smoothing in (0.0, 0.2):
        options = {"reduction": reduction, "label_smoothing": smoothing}
        check_op(ops.cross_entropy, logits, labels, weight, **options)
        check_op(ops.cross_entropy, logits, ignored, weight, **options)
        check_op(ops.soft_cross_entropy, logits, target, weight, **options)


def test_sure_predictions_stay_finite():
    p, t = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])
    loss, dp, dt, _ = ops.binary_cross_entropy(p, t, reduction="none")
    assert loss.tolist() == [0.0, 0.0, 100.0, 100.0]
    assert np.isfinite(dp(np.ones(4))).all() and np.isfinite(dt(np.ones(4))).all()
    x = np.array([1000.0, -1000.0, 1000.0, -1000.0])
    loss, dx, _, _, _ = ops.binary_cross_entropy_with_logits(x, t, reduction="none")
    assert loss.tolist() == [1000.0, 1000.0, 0.0, 0.0]
    assert np.isfinite(dx(np.ones(4))).all()
    loss, dx, _, _ = ops.cross_entropy(np.array([[1000.0, -1000.0]]), np.array([1]))
    assert loss == 2000.0 and dx(np.array(1.0)).tolist() == [[1.0, -1.0]]


def test_an_ignored_infinity_counts_for_nothing():
    log_probs = np.array([[-np.inf, 0.0], [-1.0, -2.0]])
    loss, dx, _, _ = ops.nll_loss(log_probs, np.array([0, 1]), ignore_index=0)
    assert loss == 2.0
    assert dx(np.array(1.0)).tolist() == [[0.0, 0.0], [0.0, -1.0]]


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: ops.mse_loss(np.ones((3, 1)), np.ones(3)),
            ValueError,
            r"mse_loss: prediction \(3, 1\) and target \(3,\) must have the same shape",
        ),
        (
            lambda: ops.nll_loss(np.ones((64, 10)), np.ones((64, 1), int)),
            ValueError,
            r"must be \(64,\) integers in \[0, 10\).*\(64, 1\): use labels.reshape\(-1\)",
        ),
        (
            lambda: ops.nll_loss(np.ones((2, 3)), np.ones((2, 3), int)),
            ValueError,
            r"one-hot labels use labels.argmax\(1\)",
        ),
        (
            lambda: ops.cross_entropy(np.ones((2, 3)), np.ones(3, int)),
            ValueError,
            "got shape .3,.: one label per sample",
        ),
        (
            lambda: ops.cross_entropy(np.ones((2, 3)), np.ones(2)),
            TypeError,
            r"float64 \(2,\): use labels.long\(\), or give probabilities",
        ),
        (
            lambda: ops.cross_entropy(np.ones(()), np.ones(2)),
            ValueError,
            r"expected scores \(N, C, ...\) or \(C,\), got a single number",
        ),
        (
            lambda: ops.l1_loss(np.ones(2), np.ones(2), reduction="avg"),
            ValueError,
            "reduction must be 'mean', 'sum' or 'none', got 'avg'",
        ),
        (
            lambda: ops.nll_loss(np.ones((1, 2)), np.ones(1, int), reduction="avg"),
            ValueError,
            "reduction must be 'mean', 'sum' or 'none', got 'avg'",
        ),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
