"""Dense layers and products of matrices by pieces, against the simple ops."""

import numpy as np
import pytest

from minidnn import ops, threads
from minidnn.ops import fast
from minidnn.ops.fast.product import product, row_sum
from tests.device_stub import DeviceArray


def draw(*shape, dtype=np.float32, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def same_rules(results, expected, tolerance):
    (y, *rules), (wanted, *simple_rules) = results, expected
    close(y, wanted, tolerance)
    dy = draw(*wanted.shape, dtype=wanted.dtype, seed=1)
    for rule, simple in zip(rules, simple_rules, strict=True):
        close(rule(dy), simple(dy), tolerance)


def close(got, expected, tolerance):
    assert type(got) is np.ndarray
    assert got.shape == expected.shape and got.dtype == expected.dtype
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance * np.abs(expected).max())


SHAPES = [(64, 300, 70), (400, 65, 64), (3, 700, 900), (5, 4, 3), (505, 64, 1), (505, 1, 64)]


@pytest.mark.parametrize("shape", [*SHAPES, (1, 9000, 1), (300, 300, 300)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_matmul_and_linear(shape, dtype):
    N, I, O = shape
    x, weight, bias = (draw(*s, dtype=dtype) for s in [(N, I), (O, I), (O,)])
    tolerance = 3e-6 if dtype == np.float32 else 1e-14
    same_rules(fast.matmul(x, weight.T), ops.matmul(x, weight.T), tolerance)
    same_rules(fast.linear(x, weight, bias), ops.linear(x, weight, bias), tolerance)
    same_rules(fast.linear(x, weight), ops.linear(x, weight), tolerance)


@pytest.mark.parametrize("shape", [(6,), (2, 3, 6), (2, 1, 40, 6), (0, 6), (2, 0, 6)])
def test_linear_of_other_dimensions(shape):
    x, weight, bias = draw(*shape), draw(5, 6), draw(5)
    y = fast.linear(x, weight, bias)[0]
    assert y.shape == (*shape[:-1], 5)
    if x.size:
        same_rules(fast.linear(x, weight, bias), ops.linear(x, weight, bias), 1e-6)
    x = np.swapaxes(draw(6, 7, 3), 0, 2)  # in another order in memory
    same_rules(fast.linear(x, weight, bias), ops.linear(x, weight, bias), 1e-6)


@pytest.mark.parametrize("shape", [(300, 300, 300), (40, 600, 900), (900, 600, 40)])
def test_same_numbers_whatever_the_number_of_threads(shape, monkeypatch):
    M, K, N = shape
    results = []
    for size in (1, 2, 5):
        monkeypatch.setattr(threads, "teams", {})
        monkeypatch.setenv("MINIDNN_THREADS", str(size))
        results.append(product(draw(M, K), draw(K, N)))
    assert all(np.array_equal(results[0], other) for other in results)


def test_row_sum():
    x = draw(505, 64)
    close(row_sum(x), x.sum(axis=0), 1e-6)


def test_errors_are_the_simple_ops():
    with pytest.raises(ValueError, match="linear: weight .* takes 300 features"):
        fast.linear(np.ones((90, 200)), np.ones((80, 300)))
    with pytest.raises(ValueError, match="mismatch|not aligned"):
        fast.matmul(np.ones((3, 2)), np.ones((3, 2)))


def test_other_arrays_take_the_simple_way():
    x, weight = DeviceArray(draw(9, 4)), DeviceArray(draw(5, 4))
    assert type(fast.linear(x, weight)[0]) is DeviceArray
    assert type(fast.matmul(x, x.T)[0]) is DeviceArray
    assert fast.matmul(draw(4, 3), draw(3, 2, dtype=np.float64))[0].dtype == np.float64
