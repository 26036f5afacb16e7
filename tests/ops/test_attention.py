"""Tests of attention: its rules, masks, and the query that has no key."""

import numpy as np
import pytest

from minidnn.ops import fast
from minidnn.ops.attention import attend, attention, self_attention
from tests.ops.checker import check_op
from tests.ops.test_sequences import draw

SEEN = np.array([[True, False, True], [True, True, False], [False, False, False]])


@pytest.mark.parametrize(
    ("mask", "causal"),
    [(None, False), (None, True), (SEEN, False), (draw(2, 1, 1, 3), False), (draw(3, 3), True)],
)
@pytest.mark.parametrize("dropped", [False, True])
def test_attention(mask, causal, dropped):
    q, k, v = (draw(2, 2, 3, n, seed=s) for s, n in enumerate((4, 4, 2)))
    drop = (draw(2, 2, 3, 3) > -0.5) / 0.7 if dropped else None
    check_op(attention, q, k, v, mask, drop, scale=0.5, causal=causal)


def test_other_shapes():
    check_op(attention, draw(2, 4), draw(3, 4), draw(3, 1), None, None, scale=1.0)
    check_op(attention, draw(2, 3, 4), draw(1, 5, 4), draw(2, 5, 3), None, None, scale=2.0)
    check_op(attention, draw(1, 1), draw(1, 1), draw(1, 2), None, None, scale=1.0, causal=True)


def test_attend_is_attention_without_rules():
    q, k, v = draw(2, 3, 1, 4), draw(2, 3, 5, 4), draw(2, 3, 5, 2)
    wanted, *_ = attention(q, k, v, None, None, scale=0.5)
    np.testing.assert_allclose(attend(q, k, v, scale=0.5), wanted, rtol=1e-12)


def test_a_query_without_keys_gets_nothing():
    y, *_ = attention(draw(3, 4), draw(3, 4), draw(3, 2), SEEN, None, scale=1.0)
    assert np.array_equal(y[2], [0, 0]) and np.isfinite(y).all()


@pytest.mark.parametrize("dropped", [False, True])
def test_self_attention(dropped):
    drop = (draw(2, 2, 3, 3) > -0.5) / 0.7 if dropped else None
    check_op(self_attention, draw(2, 3, 12), drop, heads=2)
    with pytest.raises(ValueError, match="12 numbers are no q, k, v of 3 heads"):
        self_attention(draw(2, 3, 12), None, heads=3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("dropped", [False, True])
@pytest.mark.parametrize("causal", [False, True])
def test_fast_attention_equals_the_simple_one(causal, dropped, dtype):
    q, k, v = (draw(3, 2, n, e, seed=n).astype(dtype) for n, e in ((70, 6), (65, 6), (65, 5)))
    drop = ((draw(3, 2, 70, 65) > -1) / 0.9).astype(dtype) if dropped else None
    inputs = (q, k, v, None, drop)
    same(attention, fast.attention, inputs, dtype, scale=0.4, causal=causal)
    same(attention, fast.attention, (*inputs[:3], None, None), dtype, scale=0.4, causal=causal)
    drop = ((draw(3, 2, 70, 70) > -1) / 0.9).astype(dtype) if dropped else None
    same(self_attention, fast.self_attention, (draw(3, 70, 24).astype(dtype), drop), dtype, heads=2)


@pytest.mark.parametrize("causal", [False, True])
def test_fast_attention_of_scores_whose_exponentials_overflow(causal):
    q, k, v = (draw(3, 2, n, 6, seed=n) for n in (70, 65, 65))
    assert abs(100 * q @ k.swapaxes(-1, -2)).max() > 710
    inputs = (q, k, v, None, None)
    same(attention, fast.attention, inputs, np.float64, scale=100.0, causal=causal)


def same(simple, quick, inputs, dtype, **options):
    """Equal results and gradients."""
    y, *rules = quick(*inputs, **options)
    wanted, *others = simple(*inputs, **options)
    tolerance = 2e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(y, wanted, atol=tolerance)
    dy = draw(*y.shape, seed=3).astype(dtype)
    for rule, other in zip(rules, others, strict=True):
        if other is not None:
            np.testing.assert_allclose(rule(dy), other(dy), atol=10 * tolerance)
            assert rule(dy).dtype == dtype
