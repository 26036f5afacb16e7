"""Functions of one number, block after block: the same bits as the op itself."""

import numpy as np
import pytest

from minidnn import ops, threads
from minidnn.ops import activation, fast
from tests.device_stub import DeviceArray

CASES = [
    (ops.sigmoid, {}),
    (ops.leaky_relu, {"negative_slope": 0.2}),
    (ops.leaky_relu, {"negative_slope": -1.5}),
    (activation.elu, {"alpha": 0.7}),
    (activation.elu, {"alpha": activation.SELU_ALPHA, "scale": activation.SELU_SCALE}),
    (activation.silu, {}),
    (activation.mish, {}),
    (activation.softplus, {"beta": 2.0}),
    (activation.hardswish, {}),
    (activation.hardsigmoid, {}),
    (activation.hardtanh, {"min_val": -0.5}),
]


@pytest.mark.parametrize(("op", "options"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_blocks_give_the_same_bits(op, options, monkeypatch):
    rng = np.random.default_rng(0)
    for dtype in (np.float32, np.float64):
        x = rng.standard_normal((3, 5, 97, 101)).astype(dtype) * 4
        x[0, 0, 0, :4] = 0, -0.0, 200, -200
        dy = rng.standard_normal(x.shape).astype(dtype)
        turned = np.ascontiguousarray(x.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)
        y, dx = op(x, **options)
        for given in (x, turned, np.repeat(x, 2, axis=-1)[..., ::2]):
            for cores in ("1", "2", "5"):
                monkeypatch.setenv("MINIDNN_THREADS", cores)
                monkeypatch.setattr(threads, "teams", {})
                fast_y, fast_dx = fast.blocked(op)(given, **options)
                np.testing.assert_array_equal(fast_y, y)
                for upstream in (dy, np.ascontiguousarray(dy.T).T):
                    np.testing.assert_array_equal(fast_dx(upstream), dx(dy))
        assert fast.blocked(op)(turned, **options)[0].strides == turned.strides


def test_small_and_foreign_arrays_go_to_the_op_itself():
    called = []

    def op(x):
        called.append(x.shape)
        return x, lambda dy: dy

    foreign = DeviceArray(np.zeros((300, 300), np.float32))
    for x in (np.zeros((4, 4), np.float32), foreign, np.zeros((300, 300), np.int64)):
        assert fast.blocked(op)(x)[0] is x
    assert called == [(4, 4), (300, 300), (300, 300)]
    assert fast.blocked(op) is fast.blocked(op) and fast.blocked(op).__name__ == "op"


def test_a_sum_and_relu_in_one_pass():
    rng = np.random.default_rng(0)
    for dtype in (np.float32, np.float64):
        a, b = (rng.standard_normal((3, 64, 40, 30)).astype(dtype) for _ in range(2))
        turned = np.ascontiguousarray(b.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)
        for y in (a.copy(), np.asfortranarray(a), np.repeat(a, 2, axis=-1)[..., ::2]):
            for x in (b, turned):
                given = y.copy(order="K") if y.flags.forc else y
                given[...] = a
                fast.add_relu(given, x)
                np.testing.assert_array_equal(given, np.maximum(a + b, 0))
        np.testing.assert_array_equal(turned, b)
