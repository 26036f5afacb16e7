"""The ops of images by check_op: central differences, float32, and the strict device stub.

Both the simple ops and those that choose a faster way, which must step aside for device arrays.
"""

import numpy as np
import pytest

from minidnn import ops
from minidnn.ops import fast
from tests.ops.checker import check_op


def normal(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape)


CONVOLUTIONS = [
    ((2, 3, 5, 4), (4, 3, 3, 3), {"padding": ((1, 1), (1, 1))}),
    ((1, 2, 6, 5), (3, 2, 2, 3), {"stride": (2, 1), "padding": ((0, 1), (2, 1))}),
    ((2, 4, 5, 5), (6, 2, 3, 3), {"groups": 2, "dilation": (1, 2)}),
    ((3, 2, 4, 4), (5, 2, 1, 1), {"stride": (2, 2)}),
    ((2, 3, 4, 4), (3, 1, 3, 3), {"groups": 3, "padding": ((1, 1), (1, 1))}),
]


@pytest.mark.parametrize("op", [ops.conv2d, fast.conv2d])
@pytest.mark.parametrize("x, weight, options", CONVOLUTIONS)
def test_conv2d(op, x, weight, options):
    check_op(op, normal(*x), normal(*weight), normal(weight[0]), **options)


@pytest.mark.parametrize("op", [ops.max_pool2d, fast.max_pool2d])
@pytest.mark.parametrize(
    "shape, options",
    [
        ((2, 3, 4, 6), {"kernel": (2, 2), "stride": (2, 2)}),
        ((1, 2, 5, 5), {"kernel": (3, 3), "stride": (2, 2), "padding": (1, 1)}),
        ((2, 1, 5, 7), {"kernel": (2, 3), "stride": (1, 2), "ceil_mode": True}),
        ((1, 1, 6, 6), {"kernel": (2, 2), "stride": (1, 1), "dilation": (2, 2)}),
    ],
)
def test_max_pool2d(op, shape, options):
    check_op(op, normal(*shape), **options)


@pytest.mark.parametrize(
    "shape, options",
    [
        ((2, 3, 4, 6), {"kernel": (2, 2), "stride": (2, 2)}),
        ((1, 2, 5, 5), {"kernel": (3, 3), "stride": (2, 2), "padding": (1, 1)}),
        (
            (1, 2, 5, 5),
            {"kernel": (3, 3), "stride": (2, 2), "padding": (1, 1), "count_include_pad": False},
        ),
        ((2, 1, 5, 7), {"kernel": (2, 3), "stride": (1, 2), "ceil_mode": True}),
        ((1, 1, 4, 4), {"kernel": (2, 2), "stride": (2, 2), "divisor_override": 3}),
    ],
)
def test_avg_pool2d(shape, options):
    check_op(ops.avg_pool2d, normal(*shape), **options)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (4, 5), (3, 2)])
def test_adaptive_avg_pool2d(size):
    check_op(ops.adaptive_avg_pool2d, normal(2, 3, 4, 5), output_size=size)


@pytest.mark.parametrize("op", [ops.batch_norm, fast.batch_norm])
@pytest.mark.parametrize("shape", [(5, 3), (4, 3, 6), (2, 3, 4, 5), (1, 2, 3, 3)])
def test_batch_norm_with_constant_statistics(op, shape):
    C = shape[1]
    constants = {"mean": normal(C), "var": np.abs(normal(C)) + 0.5}
    check_op(op, normal(*shape), normal(C), normal(C), **constants)


@pytest.mark.parametrize("op", [ops.batch_norm, fast.batch_norm])
@pytest.mark.parametrize("shape", [(5, 3), (4, 3, 6), (2, 3, 4, 5)])
def test_batch_norm_in_training(op, shape):
    """The statistics move with x, so x alone goes through the central differences."""
    C = shape[1]
    weight, bias = normal(C), normal(C) + 1

    def batch_norm(x):
        w, b = (np.asarray(v).astype(x.dtype) for v in (weight, bias))
        if not isinstance(x, np.ndarray):
            w, b = type(x)(w), type(x)(b)
        mean, var = ops.batch_statistics(x)
        y, dx, *_ = op(x, w, b, mean=mean, var=var, eps=1e-5, training=True)
        return y, dx

    check_op(batch_norm, normal(*shape), rtol=1e-5)
