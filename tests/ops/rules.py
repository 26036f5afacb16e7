"""Compares the rules of an op with central differences, for the tests of images' ops."""

import numpy as np


def check_rules(op, *inputs, seed=0, eps=1e-6, atol=1e-7, **options):
    """Every rule of op, in float64 and with a random upstream gradient; float32 stays float32."""
    rng = np.random.default_rng(seed)
    before = [None if x is None else x.copy() for x in inputs]
    y, *rules = op(*inputs, **options)
    assert len(rules) == len(inputs)
    dy = rng.standard_normal(y.shape)
    for x, rule, at in zip(inputs, rules, range(len(inputs))):
        assert (x is None) == (rule is None)
        if x is None:
            continue
        got = rule(dy)
        assert got.shape == x.shape and got.dtype == x.dtype
        expected = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            values = []
            for sign in (1, -1):
                moved = [None if v is None else v.copy() for v in inputs]
                moved[at][index] += sign * eps
                values.append((op(*moved, **options)[0] * dy).sum())
            expected[index] = (values[0] - values[1]) / (2 * eps)
        np.testing.assert_allclose(got, expected, atol=atol, rtol=1e-6)
        np.testing.assert_array_equal(got, rule(dy))  # pure: the same again
    for x, old in zip(inputs, before):
        if x is not None:
            np.testing.assert_array_equal(x, old)
    small = [None if x is None else x.astype(np.float32) for x in inputs]
    options = {
        k: v.astype(np.float32) if isinstance(v, np.ndarray) else v for k, v in options.items()
    }
    y, *rules = op(*small, **options)
    assert y.dtype == np.float32
    assert all(r is None or r(dy.astype(np.float32)).dtype == np.float32 for r in rules)
