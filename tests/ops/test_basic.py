"""Every op of arithmetic, pointwise, softmax, linear, reduce, shape and index, by check_op."""

import math

import numpy as np
import pytest

from minidnn import ops
from tests.ops.checker import check_op
from tests.stub_rules import is_mask


def normal(*shape):
    return np.asarray(np.random.default_rng(sum(shape) + len(shape)).standard_normal(shape))


def positive(*shape):
    return np.asarray(np.abs(normal(*shape)) + 0.5)


PAIRS = [((3, 4), (3, 4)), ((3, 4), (4,)), ((2, 1, 4), (3, 1)), ((1,), (5, 1)), ((), (3,))]


@pytest.mark.parametrize("op", [ops.add, ops.sub, ops.mul, ops.maximum, ops.minimum])
@pytest.mark.parametrize("left, right", PAIRS)
def test_arithmetic_with_broadcasting(op, left, right):
    x, y = normal(*left), normal(*right) + 0.01
    check_op(op, x, y)
    check_op(op, x, 1.5)


@pytest.mark.parametrize("left, right", PAIRS)
def test_division_and_power(left, right):
    check_op(ops.div, normal(*left), positive(*right))
    check_op(ops.div, normal(*left), -2.0)
    check_op(ops.pow, positive(*left), normal(*right))


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 0.5, -1, -2.5])
def test_power_by_a_number(exponent):
    check_op(ops.pow, positive(3, 4), exponent)


def test_power_at_zero():
    y, dx, dexponent = ops.pow(np.zeros(3), np.array([0.0, 1.0, 2.0]))
    assert y.tolist() == [1, 0, 0]
    assert dx(np.ones(3)).tolist() == [0, 1, 0]
    assert dexponent(np.ones(3)).tolist() == [0, 0, 0]


def test_equal_elements_share_the_gradient():
    for op in (ops.maximum, ops.minimum):
        _, dx, dy = op(np.ones(2), np.ones(2))
        assert dx(np.array([2.0, 4.0])).tolist() == dy(np.array([2.0, 4.0])).tolist() == [1, 2]


@pytest.mark.parametrize("op", [ops.neg, ops.abs, ops.exp, ops.sin, ops.cos, ops.sigmoid, ops.tanh])
@pytest.mark.parametrize("shape", [(3, 4), (1,), (2, 3, 1), ()])
def test_pointwise(op, shape):
    check_op(op, normal(*shape))


@pytest.mark.parametrize("op", [ops.relu, ops.leaky_relu, ops.log, ops.sqrt, ops.copy])
def test_pointwise_away_from_kinks(op):
    check_op(op, positive(3, 4))
    if op in (ops.relu, ops.leaky_relu):
        check_op(op, -positive(3, 4))


def test_sigmoid_of_extremes_is_exact_and_silent():
    y, dx = ops.sigmoid(np.array([-1000.0, -40.0, 0.0, 1000.0]))
    assert y.tolist() == pytest.approx([0, 4.248354255291589e-18, 0.5, 1], rel=1e-14)
    assert np.isfinite(dx(np.ones(4))).all()


@pytest.mark.parametrize("bounds", [(-0.5, 0.5), (None, 0.3), (-0.2, None)])
def test_clamp(bounds):
    check_op(ops.clamp, normal(4, 5), min=bounds[0], max=bounds[1])


def test_dropout():
    check_op(ops.dropout, normal(3, 4), (normal(3, 4) > 0) * 2.0)


def test_cast():
    y, dx = ops.cast(normal(3), dtype=np.float32)
    assert y.dtype == np.float32
    assert dx(np.ones(3, np.float32)).dtype == np.float64


@pytest.mark.parametrize("shape, axis", [((3, 4), -1), ((3, 4), 0), ((2, 3, 4), 1), ((1, 5), 1)])
def test_softmax(shape, axis):
    x = normal(*shape)
    y = check_op(ops.softmax, x, axis=axis)
    np.testing.assert_allclose(y.sum(axis), 1)
    np.testing.assert_allclose(np.log(y), check_op(ops.log_softmax, x, axis=axis), rtol=1e-12)
    check_op(ops.logsumexp, x, axis=axis, keepdims=True)
    check_op(ops.logsumexp, x, axis=axis)
    check_op(ops.logsumexp, x, axis=(0, 1))


def test_softmax_of_huge_numbers():
    x = np.array([[1000.0, 0.0, -1000.0]])
    assert ops.softmax(x, axis=1)[0].tolist() == [[1, 0, 0]]
    assert ops.log_softmax(x, axis=1)[0].tolist() == [[0, -1000, -2000]]
    assert ops.logsumexp(np.array([-np.inf, -np.inf]), axis=0)[0] == -np.inf


MATMULS = [
    ((3, 4), (4, 5)),
    ((4,), (4,)),
    ((4,), (4, 3)),
    ((3, 4), (4,)),
    ((2, 3, 4), (2, 4, 5)),
    ((2, 3, 4), (4, 5)),
    ((3, 4), (2, 4, 5)),
    ((2, 1, 3, 4), (5, 4, 2)),
    ((4,), (2, 4, 3)),
    ((2, 3, 4), (4,)),
    ((1, 1), (1, 1)),
]


@pytest.mark.parametrize("left, right", MATMULS)
def test_matmul(left, right):
    check_op(ops.matmul, normal(*left), normal(*right))


def test_linear_and_addmm():
    for shape in [(5, 4), (1, 4), (4,), (2, 3, 4)]:
        check_op(ops.linear, normal(*shape), normal(3, 4), normal(3))
        y, *rules = ops.linear(normal(*shape), normal(3, 4), None)
        assert y.shape == (*shape[:-1], 3)
    for bias in [(3,), (1, 3), (5, 3), (5, 1)]:
        check_op(ops.addmm, normal(*bias), normal(5, 4), normal(4, 3))


@pytest.mark.parametrize(
    "equation, shapes",
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij->ji", [(2, 3)]),
        ("ij->", [(2, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii", [(3, 3)]),
        ("iij->j", [(3, 3, 2)]),
        ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]),
        ("...ij,...jk->...ik", [(2, 2, 3), (2, 3, 2)]),
        ("i,j,k->ijk", [(2,), (3,), (2,)]),
        ("ij,ij->i", [(3, 4), (3, 4)]),
        ("bhid,bhjd->bhij", [(2, 2, 3, 2), (2, 2, 4, 2)]),
        ("ij,k->i", [(2, 3), (4,)]),
    ],
)
def test_einsum(equation, shapes):
    check_op(ops.einsum, *(normal(*shape) for shape in shapes), equation=equation)


@pytest.mark.parametrize("equation, count", [("ij,jk->ik", 1), ("ij->ij", 2)])
def test_einsum_counts_operands(equation, count):
    with pytest.raises(ValueError, match="names . operands; got"):
        ops.einsum(*(normal(2, 2) for _ in range(count)), equation=equation)


AXES = [(None, False), (0, False), (1, True), ((0, 2), False), (-1, False), ((0, 1, 2), True)]


@pytest.mark.parametrize("axis, keepdims", AXES)
@pytest.mark.parametrize(
    "op", [ops.sum, ops.mean, ops.var, ops.std, ops.amax, ops.amin, ops.prod, ops.norm]
)
def test_reductions(op, axis, keepdims):
    y = check_op(op, normal(3, 4, 2), axis=axis, keepdims=keepdims)
    if op is not ops.norm:
        name = {ops.amax: "max", ops.amin: "min"}.get(op, op.__name__)
        ddof = {"ddof": 1} if name in ("var", "std") else {}
        expected = getattr(np, name)(normal(3, 4, 2), axis=axis, keepdims=keepdims, **ddof)
        np.testing.assert_allclose(y, expected, rtol=1e-12)
        assert np.shape(y) == np.shape(expected)


@pytest.mark.parametrize("p", [1.0, 2.0, 3.0, 2.5, math.inf])
def test_norms(p):
    x = normal(3, 4)
    y = check_op(ops.norm, x, p=p, axis=1)
    np.testing.assert_allclose(y, np.linalg.norm(x, p, axis=1), rtol=1e-12)


def test_slopes_that_are_undefined_are_zero():
    _, dx = ops.norm(np.zeros(3))
    assert dx(np.array(1.0)).tolist() == [0, 0, 0]
    _, dx = ops.std(np.ones((2, 3)), axis=1)
    assert dx(np.ones(2)).tolist() == [[0, 0, 0]] * 2


def test_equal_extremes_share_the_gradient():
    for op in (ops.amax, ops.amin):
        _, dx = op(np.array([[1.0, 1.0], [1.0, 1.0]]), axis=1)
        assert dx(np.array([2.0, 4.0])).tolist() == [[1, 1], [2, 2]]


def test_product_with_zeros():
    for x in ([2.0, 0.0, 3.0], [0.0, 0.0, 3.0]):
        check_op(ops.prod, np.array(x))


def test_cumsum():
    for axis in (0, 1, -1):
        check_op(ops.cumsum, normal(3, 4), axis=axis)


@pytest.mark.parametrize(
    "op, shape, options",
    [
        (ops.reshape, (3, 4), {"shape": (2, 6)}),
        (ops.reshape, (3, 4), {"shape": (-1,)}),
        (ops.permute, (2, 3, 4), {"axes": (2, 0, 1)}),
        (ops.expand, (3, 1), {"shape": (2, 3, 4)}),
        (ops.flip, (3, 4), {"axis": 1}),
        (ops.flip, (3, 4), {"axis": (0, 1)}),
        (ops.roll, (3, 4), {"shift": 2, "axis": 1}),
        (ops.roll, (3, 4), {"shift": (1, -1), "axis": (0, 1)}),
        (ops.roll, (3, 4), {"shift": 5}),
        (ops.tile, (3, 4), {"repeats": (2, 1, 3)}),
        (ops.tril, (3, 4), {"diagonal": 1}),
        (ops.triu, (2, 3, 3), {"diagonal": -1}),
    ],
)
def test_shapes(op, shape, options):
    check_op(op, normal(*shape), **options)


def test_cat_and_stack():
    check_op(ops.cat, normal(2, 3), normal(2, 1), normal(2, 2), axis=1)
    check_op(ops.cat, normal(2, 3), normal(1, 3), axis=-2)
    check_op(ops.stack, normal(2, 3), normal(2, 3), axis=1)
    check_op(ops.stack, normal(2), normal(2), axis=-1)


@pytest.mark.parametrize(
    "index",
    [
        0,
        (1, slice(None), -1),
        slice(None, None, 2),
        (Ellipsis, 1),
        (None, slice(1, 3)),
        (slice(None), -1, None),
        np.array([0, 2, 2, 1]),
        (slice(None), np.array([[0, 0], [1, 3]])),
        (np.array([0, 0, 2]), np.array([1, 1, 3])),
        normal(3, 4, 2) > 0,
        np.array([True, False, True]),
        (slice(None), np.array([True, False, True, False])),
    ],
)
def test_getitem(index):
    # how many elements a mask picks is not known before: forward and backward wait for it
    check_op(ops.getitem, normal(3, 4, 2), index=index, waits=int(is_mask(index)))


def test_gather_and_index_select():
    index = np.array([[0, 2, 1, 0], [2, 2, 0, 1]])
    check_op(ops.gather, normal(3, 4), index, axis=0)
    check_op(ops.gather, normal(3, 4), index[:, :2], axis=1)
    check_op(ops.gather, normal(5), np.array([4, 0, 0]), axis=-1)
    check_op(ops.index_select, normal(3, 4), np.array([3, 0, 0]), axis=1)
    check_op(ops.index_select, normal(3, 4), np.array([1]), axis=-2)


def test_where_and_masked_fill():
    mask = normal(3, 4) > 0
    check_op(ops.where, mask, normal(3, 4), normal(4))
    check_op(ops.where, mask[0], normal(1, 4), normal(3, 1))
    check_op(ops.masked_fill, normal(3, 4), mask, value=-1.5)
    check_op(ops.masked_fill, normal(3, 4), mask[0], value=2)
    y, dx, _ = ops.masked_fill(np.ones(2), np.array([True, False]), value=-np.inf)
    assert y.tolist() == [-np.inf, 1]
    assert dx(np.ones(2)).tolist() == [0, 1]


def test_one_hot():
    assert ops.one_hot(np.array([[0], [2]]), num_classes=3)[0].tolist() == [
        [[1, 0, 0]],
        [[0, 0, 1]],
    ]
