"""Tests of the ops of sequence models: GELU and layer normalisation."""

import math
from functools import partial

import numpy as np
import pytest

from minidnn.ops import fast
from minidnn.ops.embedding import embedding, embedding_bag, embedding_bag_max
from minidnn.ops.gelu import gelu, normal_cdf
from minidnn.ops.layernorm import layer_norm
from tests.ops.checker import check_op


def draw(*shape, seed=5):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("approximate", ["none", "tanh"])
@pytest.mark.parametrize("shape", [(3, 4), (1,), (), (2, 1, 5)])
def test_gelu(shape, approximate):
    check_op(gelu, np.asarray(3 * draw(*shape)), approximate=approximate)


def test_the_normal_distribution_function_is_exact():
    x = np.linspace(-12, 12, 4801)
    exact = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in x])
    assert np.abs(normal_cdf(x) - exact).max() < 1e-15
    low = x < 0
    np.testing.assert_allclose(normal_cdf(x)[low], exact[low], rtol=1e-12)  # far out too
    assert np.abs(normal_cdf(x.astype(np.float32)) - exact).max() < 3e-7


@pytest.mark.parametrize(("shape", "dims"), [((5, 3), 1), ((2, 4, 3), 2), ((7,), 1)])
@pytest.mark.parametrize("affine", ["both", "weight", "none"])
def test_layer_norm(shape, dims, affine):
    own = shape[len(shape) - dims :]
    weight = None if affine == "none" else draw(*own)
    bias = draw(*own, seed=6) if affine == "both" else None
    check_op(partial(layer_norm, eps=1e-3), draw(*shape, seed=7) + 3, weight, bias, dims=dims)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fast_forms_equal_the_simple_ones(dtype):
    x, dy = (draw(150, 130, seed=s).astype(dtype) for s in (1, 2))
    w, b = (draw(130, seed=s).astype(dtype) for s in (3, 4))
    tolerance = 2e-5 if dtype == np.float32 else 1e-11
    for name, simple, inputs, options in (
        ("gelu", gelu, (x,), {"approximate": "none"}),
        ("gelu", gelu, (x,), {"approximate": "tanh"}),
        ("layer_norm", layer_norm, (x, w, b), {}),
        ("layer_norm", layer_norm, (x, w, None), {}),
        ("layer_norm", layer_norm, (x, None, None), {}),
    ):
        y, *rules = getattr(fast, name)(*inputs, **options)
        wanted, *others = simple(*inputs, **options)
        np.testing.assert_allclose(y, wanted, atol=tolerance)
        for rule, other in zip(rules, others):
            if other is not None:
                scale = max(1, np.abs(other(dy)).max())
                np.testing.assert_allclose(rule(dy), other(dy), atol=tolerance * scale)
                assert rule(dy).dtype == dtype


INDEX = np.array([[1, 2, 2], [0, 1, 4]])
BAGS = np.array([0, 0, 0, 2, 2, 3])


@pytest.mark.parametrize("index", [INDEX, INDEX[1], np.array(3)])
@pytest.mark.parametrize("options", [{}, {"padding_idx": 2}, {"scale_grad_by_freq": True}])
def test_embedding(index, options):
    op = embedding
    if options:  # a gradient that is no derivative: only its purity and its device are checked
        y, dweight, _ = op(draw(5, 3), index, **options)
        assert dweight(np.ones_like(y)).shape == (5, 3)
    else:
        check_op(op, draw(5, 3), index)


@pytest.mark.parametrize("mode", ["sum", "mean"])
@pytest.mark.parametrize("padding_idx", [None, 1])
def test_embedding_bag(mode, padding_idx):
    options = {"bags": BAGS, "number": 5, "padding_idx": padding_idx, "mode": mode}
    check_op(embedding_bag, draw(5, 3), INDEX.reshape(-1), None, **options)
    if mode == "sum":
        check_op(embedding_bag, draw(5, 3), INDEX.reshape(-1), draw(6), **options)


def test_embedding_bag_max():
    options = {"bags": BAGS, "number": 5, "longest": 3}
    check_op(embedding_bag_max, draw(5, 3), INDEX.reshape(-1), **options)


def test_errors():
    with pytest.raises(ValueError, match=r"weight must be \(2,\), the last 1 of x \(4, 2\); got"):
        layer_norm(draw(4, 2), draw(3), None)


def joined(op):
    """An op with several results as one whose result is all of them in one row."""

    def flat(*inputs, **options):
        ys, *rules = op(*inputs, **options)
        ends = np.cumsum([y.size for y in ys]).tolist()

        def separate(dy):
            return [
                dy[end - y.size : end].reshape(y.shape) for y, end in zip(ys, ends, strict=True)
            ]

        row = np.concatenate([y.reshape(-1) for y in ys])
        return row, *(rule and (lambda dy, rule=rule: rule(*separate(dy))) for rule in rules)

    return flat
