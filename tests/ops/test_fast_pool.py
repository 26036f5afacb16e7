"""The fast max pooling, batch normalisation and relu against their simple ops."""

import importlib

import numpy as np
import pytest

from minidnn import ops
from minidnn.ops import fast
from minidnn.ops.fast import norm as fast_norm
from minidnn.ops.fast import pool as fast_pool
from tests.device_stub import DeviceArray

elementwise = importlib.import_module("minidnn.ops.fast.elementwise")
simple_norm = importlib.import_module("minidnn.ops.norm")
simple_pool = importlib.import_module("minidnn.ops.pool")


@pytest.fixture(autouse=True)
def small_arrays_too(monkeypatch):
    monkeypatch.setattr(fast_norm, "SMALL", 0)
    monkeypatch.setattr(fast_pool, "SMALL", 0)


def draw(shape, order, seed=0, dtype=np.float32):
    x = np.random.default_rng(seed).standard_normal(shape).astype(dtype)
    if order == "HWNC":
        x = np.ascontiguousarray(x.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)
    return x


def close(got, expected, tolerance):
    assert got.shape == expected.shape and got.dtype == expected.dtype
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("order", ["C", "HWNC"])
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("ties", [False, True])
def test_max_pool(seed, order, ties):
    rng = np.random.default_rng(seed)
    kernel = tuple(map(int, rng.integers(1, 5, 2)))
    stride = kernel if seed % 3 == 0 else tuple(map(int, rng.integers(1, 4, 2)))
    dilation = (1, 1) if seed % 2 else tuple(map(int, rng.integers(1, 3, 2)))
    padding = tuple(int(rng.integers(0, k // 2 + 1)) for k in kernel)
    size = [d * (k - 1) + 1 + int(rng.integers(0, 9)) for k, d in zip(kernel, dilation)]
    x = draw((*map(int, rng.integers(1, 6, 2)), *size), order, seed)
    x = x.round() if ties else x
    options = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    options["ceil_mode"] = bool(seed % 5 == 0)
    y, dx = simple_pool.max_pool2d(x, **options)
    fast_y, fast_dx = fast.max_pool2d(x, **options)
    np.testing.assert_array_equal(fast_y, y)
    dy = draw(y.shape, order, seed + 1)
    close(fast_dx(dy), dx(dy), 1e-6)


@pytest.mark.parametrize("window", [((2, 2), (2, 2), (0, 0)), ((3, 3), (2, 2), (1, 1))])
def test_max_pool_in_many_pieces(window):
    kernel, stride, padding = window
    x = draw((8, 32, 40, 40), "HWNC")
    options = {"kernel": kernel, "stride": stride, "padding": padding}
    (y, dx), (fast_y, fast_dx) = (op.max_pool2d(x, **options) for op in (simple_pool, fast))
    np.testing.assert_array_equal(fast_y, y)
    close(fast_dx(y), dx(y), 1e-6)


@pytest.mark.parametrize("order", ["C", "HWNC"])
@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 8, 3, 3), (6, 5, 1, 7), (16, 48, 20, 20)])
@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(shape, order, affine, training):
    C = shape[1]
    x = draw(shape, order) * 2 + 3
    weight, bias = (draw(C, "C", 1), draw(C, "C", 2)) if affine else (None, None)
    mean, var = simple_norm.batch_statistics(x.astype(float))
    for got, expected in zip(fast.batch_statistics(x), (mean, var)):
        close(got, expected.astype(np.float32), 1e-6)
    dy = draw(shape, order, 3)
    results = []
    for op, dtype in (simple_norm, float), (fast, np.float32):
        arrays = [None if a is None else a.astype(dtype) for a in (x, weight, bias)]
        options = {"mean": mean.astype(dtype), "var": var.astype(dtype), "training": training}
        y, *rules = op.batch_norm(*arrays, **options)
        upstream = dy.astype(dtype)
        results.append([y, *(rule(upstream) for rule in rules if rule)])
    for expected, got in zip(*results):
        close(got, expected.astype(np.float32), 3e-6)


def test_batch_norm_keeps_the_order_of_memory():
    x = draw((4, 8, 9, 9), "HWNC")
    mean, var = fast.batch_statistics(x)
    y, dx, *_ = fast.batch_norm(x, None, None, mean=mean, var=var, training=True)
    assert y.strides == x.strides == dx(y).strides
    y, dx = fast.max_pool2d(x, kernel=(2, 2), stride=(2, 2))
    assert y.transpose(2, 3, 0, 1).flags.c_contiguous


def test_other_arrays_take_the_simple_way():
    x = DeviceArray(draw((2, 3, 8, 8), "C"))
    mean, var = fast.batch_statistics(x)
    y = fast.batch_norm(x, None, None, mean=mean, var=var, training=True)[0]
    assert type(y) is DeviceArray
    assert type(fast.max_pool2d(x, kernel=(2, 2), stride=(2, 2))[0]) is DeviceArray


@pytest.mark.parametrize("shape", [(2, 3, 40, 50), (64, 700), (7, 1, 90, 301)])
@pytest.mark.parametrize("order", ["C", "HWNC", "gaps"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu(shape, order, dtype, monkeypatch):
    monkeypatch.setattr(elementwise, "SMALL", 0)
    x = draw(shape, "C", dtype=dtype)
    if order == "HWNC":
        x = np.ascontiguousarray(x.T).T
    elif order == "gaps":
        x = np.repeat(x, 2, axis=-1)[..., ::2]
    x[..., :3] = 0, np.nan, -0.0
    y, dx = ops.relu(x)
    fast_y, fast_dx = fast.relu(x)
    np.testing.assert_array_equal(fast_y, y)
    for dy in (draw(shape, "C", 1, dtype), np.ascontiguousarray(x.T).T, y):
        # where x is NaN there is no slope to agree on
        kept = ~np.isnan(x)
        np.testing.assert_array_equal(fast_dx(dy)[kept], dx(dy)[kept])
    if order != "gaps":
        for result in (fast_y, fast_dx(x)):  # it lies in memory as x does
            along = zip(result.strides, x.strides, shape)
            assert all(a == b for a, b, n in along if n > 1)
