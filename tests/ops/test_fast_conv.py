"""Every fast way of conv2d against the simple op, over many shapes and numbers of threads."""

import numpy as np
import pytest

from minidnn import threads
from minidnn.ops import conv as simple
from minidnn.ops import fast
from minidnn.ops.fast import conv as ways
from minidnn.ops.fast import depthwise
from tests.device_stub import DeviceArray

WAYS = ["columns", "stem", "pointwise", "winograd", None]
ONE = ((0, 0), (0, 0))
SAME = ((1, 1), (1, 1))
CASES = [
    # x, weight, bias, stride, padding, dilation
    ((2, 3, 8, 8), (4, 3, 3, 3), True, (1, 1), SAME, (1, 1)),
    ((1, 16, 7, 9), (8, 16, 3, 3), False, (1, 1), ((0, 2), (1, 0)), (1, 1)),
    ((5, 8, 5, 6), (6, 8, 3, 3), True, (1, 1), ((2, 2), (2, 2)), (1, 1)),
    ((3, 4, 1, 1), (5, 4, 3, 3), True, (1, 1), SAME, (1, 1)),
    ((2, 6, 9, 11), (5, 6, 3, 2), True, (2, 1), ((1, 0), (0, 1)), (1, 2)),
    ((1, 1, 15, 13), (4, 1, 7, 7), False, (2, 2), ((3, 3), (3, 3)), (1, 1)),
    ((2, 5, 8, 7), (6, 5, 1, 1), True, (1, 1), ONE, (1, 1)),
    ((3, 6, 8, 7), (4, 6, 1, 1), False, (2, 3), ONE, (1, 1)),
    ((2, 6, 6, 6), (4, 6, 1, 1), True, (1, 1), SAME, (1, 1)),
    ((4, 2, 6, 5), (3, 2, 5, 3), True, (3, 2), ((2, 2), (1, 1)), (1, 1)),
    ((2, 9, 12, 12), (7, 9, 3, 3), True, (2, 2), SAME, (2, 2)),
    ((70, 20, 6, 5), (17, 20, 3, 3), True, (1, 1), SAME, (1, 1)),
]


def draw(x_shape, weight_shape, bias, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    x, weight = rng.standard_normal(x_shape), rng.standard_normal(weight_shape)
    bias = rng.standard_normal(weight_shape[0]).astype(dtype) if bias else None
    return x.astype(dtype), weight.astype(dtype), bias


def close(got, expected, tolerance):
    assert got.shape == expected.shape and got.dtype == expected.dtype
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance * np.abs(expected).max())


def compare(way, arrays, options, tolerance, order="C"):
    """Result and gradients of one way against the simple op, for images in this memory order."""
    y, *rules = simple.conv2d(*arrays, **options)
    dy = np.random.default_rng(1).standard_normal(y.shape).astype(y.dtype)
    x, *others = arrays
    if order != "C":
        x, dy_in = (inner(a) for a in (x, dy))
    else:
        dy_in = dy
    kept = [None if a is None else a.copy() for a in (x, *others, dy_in)]
    ways.forced = way
    try:
        fast_y, *fast_rules = fast.conv2d(x, *others, **options)
    finally:
        ways.forced = None
    close(fast_y, y, tolerance)
    for rule, fast_rule in zip(rules, fast_rules):
        assert (rule is None) == (fast_rule is None)
        if rule is not None:
            close(fast_rule(dy_in), rule(dy), tolerance)
    for a, b in zip((x, *others, dy_in), kept):  # nothing was written to
        assert a is None or np.array_equal(a, b)


def inner(x):
    """The same numbers, in memory as (H,W,N,C)."""
    return np.ascontiguousarray(x.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", ["C", "HWNC"])
def test_equals_the_simple_op(case, way, order):
    *shapes, stride, padding, dilation = case
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    compare(way, draw(*shapes), options, 1e-6, order)
    compare(way, draw(*shapes, dtype=np.float64), options, 1e-14, order)


@pytest.mark.parametrize("seed", range(40))
def test_equals_the_simple_op_on_random_shapes(seed):
    rng = np.random.default_rng(seed)
    kernel = rng.integers(1, 5, 2) if seed % 2 else np.array([3, 3])
    stride, dilation = rng.integers(1, 4, 2), rng.integers(1, 3, 2)
    if seed % 4 == 0:
        stride = dilation = np.array([1, 1])
    padding = rng.integers(0, 3, (2, 2))
    groups = int(rng.choice([1, 1, 1, 2]))
    N, C, O = (int(n) for n in rng.integers(1, [6, 12, 12]))
    size = dilation * (kernel - 1) + 1 + rng.integers(0, 12, 2)
    arrays = draw((N, C * groups, *size), (O * groups, C, *kernel), bool(seed % 3), seed=seed)
    options = {
        "stride": tuple(map(int, stride)),
        "padding": tuple(tuple(map(int, p)) for p in padding),
        "dilation": tuple(map(int, dilation)),
        "groups": groups,
    }
    for way in WAYS:
        compare(way, arrays, options, 2e-6)


BIG = [
    ((8, 32, 28, 30), (48, 32, 3, 3), True, (1, 1), SAME, (1, 1)),
    ((4, 3, 40, 64), (16, 3, 7, 7), True, (2, 2), ((3, 3), (3, 3)), (1, 1)),
    ((8, 64, 20, 16), (64, 64, 3, 3), False, (2, 2), SAME, (1, 1)),
    ((2, 128, 30, 30), (160, 128, 1, 1), True, (1, 1), ONE, (1, 1)),
    ((1, 256, 6, 6), (384, 256, 1, 1), True, (1, 1), ONE, (1, 1)),
]


@pytest.mark.parametrize("case", BIG)
def test_many_pieces(case):
    *shapes, stride, padding, dilation = case
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    compare(None, draw(*shapes), options, 3e-6, "HWNC")


@pytest.mark.parametrize("case", BIG)
def test_same_numbers_whatever_the_number_of_threads(case, monkeypatch):
    *shapes, stride, padding, dilation = case
    arrays = draw(*shapes)
    results = []
    for size in (1, 2, 5):
        monkeypatch.setattr(threads, "teams", {})
        monkeypatch.setenv("MINIDNN_THREADS", str(size))
        with threads.one_blas_thread():
            y, *rules = fast.conv2d(*arrays, stride=stride, padding=padding, dilation=dilation)
            results.append([y, *(rule(y) for rule in rules if rule)])
    for other in results[1:]:
        for a, b in zip(results[0], other):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("x", "weight", "stride", "padding", "way"),
    [
        ((64, 64, 32, 32), (64, 64, 3, 3), (1, 1), SAME, "winograd"),
        ((64, 1, 28, 28), (32, 1, 3, 3), (1, 1), SAME, "stem"),
        ((8, 256, 14, 14), (1024, 256, 1, 1), (1, 1), ONE, "pointwise"),
        ((8, 64, 56, 56), (128, 64, 3, 3), (2, 2), SAME, "columns"),
        ((1, 512, 7, 7), (512, 512, 3, 3), (1, 1), SAME, "stem"),
        ((1, 2, 5, 5), (2, 2, 3, 3), (1, 1), SAME, "simple"),
    ],
)
def test_the_way_follows_from_the_shape(x, weight, stride, padding, way):
    assert ways.way_for(x, weight, stride, padding, (1, 1)) == way


def test_results_lie_inward():
    x, weight, _ = draw((4, 16, 16, 16), (16, 16, 3, 3), False)
    y = fast.conv2d(x, weight, None, padding=SAME)[0]
    assert y.transpose(2, 3, 0, 1).flags.c_contiguous
    assert np.maximum(y, 0).strides == y.strides  # elementwise functions keep the order


def test_other_arrays_take_the_simple_way():
    x, weight, bias = (DeviceArray(a) for a in draw((2, 8, 9, 9), (8, 8, 3, 3), True))
    y, dx, dweight, dbias = fast.conv2d(x, weight, bias, padding=SAME)
    expected = fast.conv2d(x.host, weight.host, bias.host, padding=SAME)[0]
    close(y.host, expected, 1e-6)
    assert all(type(rule(y)) is DeviceArray for rule in (dx, dweight, dbias))


@pytest.mark.parametrize("kernel", [(3, 3), (5, 2)])
@pytest.mark.parametrize("stride", [(1, 1), (2, 2), (1, 3)])
@pytest.mark.parametrize("padding", [ONE, SAME, ((0, 2), (1, 0))])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 1)])
def test_every_channel_by_itself(kernel, stride, padding, dilation, monkeypatch):
    monkeypatch.setattr(ways, "APART", 0)
    monkeypatch.setattr(depthwise, "CACHE", 300)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": 6}
    for order, dtype in (("C", np.float32), ("HWNC", np.float64)):
        arrays = draw((3, 6, 11, 9), (6, 1, *kernel), order == "C", dtype)
        compare(None, arrays, options, 1e-6 if dtype == np.float32 else 1e-14, order)


def test_other_groups_take_the_simple_way():
    x, weight, bias = draw((2, 8, 40, 40), (8, 2, 3, 3), True)
    y = fast.conv2d(x, weight, bias, groups=4)[0]
    np.testing.assert_array_equal(y, simple.conv2d(x, weight, bias, groups=4)[0])
    with pytest.raises(ValueError, match="groups"):
        fast.conv2d(x, draw((1,), (8, 2, 3, 3), False)[1], None, groups=8)
