"""Tests of attention: its rules, masks, and the query that has no key."""

import numpy as np
import pytest

from minidnn.ops.attention import attention
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


def test_a_query_without_keys_gets_nothing():
    y, *_ = attention(draw(3, 4), draw(3, 4), draw(3, 2), SEEN, None, scale=1.0)
    assert np.array_equal(y[2], [0, 0]) and np.isfinite(y).all()
