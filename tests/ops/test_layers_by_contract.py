"""The ops of rarer layers by check_op: every rule against differences, float32, the device stub."""

import numpy as np
import pytest

from minidnn.ops import activation, conv, ctc, divergence, fast, pad, pool, resample
from minidnn.ops.norm import rms_norm
from tests.ops.checker import check_op


def normal(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape)


def away(x, *corners, width=1e-3):
    """x, moved away from the corners of a function, where it has no derivative."""
    for corner in corners:
        x = np.where(np.abs(x - corner) < width, x + 2 * width, x)
    return x


ACTIVATIONS = [
    (activation.elu, {"alpha": 0.7}),
    (activation.elu, {"alpha": activation.SELU_ALPHA, "scale": activation.SELU_SCALE}),
    (activation.elu, {"alpha": 2.0, "input_scale": 0.5}),
    (activation.silu, {}),
    (activation.mish, {}),
    (activation.softplus, {"beta": 2.0, "threshold": 3.0}),
    (activation.log_sigmoid, {}),
    (activation.softsign, {}),
    (activation.hardtanh, {"min_val": -0.5, "max_val": 1.5}),
    (activation.hardsigmoid, {}),
    (activation.hardswish, {}),
    (activation.hardshrink, {"lambd": 0.5}),
    (activation.softshrink, {"lambd": 0.5}),
    (activation.threshold, {"threshold": 0.2, "value": 3.0}),
    (activation.glu, {"axis": -1}),
    (activation.glu, {"axis": 1}),
]


@pytest.mark.parametrize("op, options", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(3, 4), (1, 2, 6)])
def test_activation(op, options, shape):
    x = away(3 * normal(*shape), 0, -0.5, 0.5, 0.2, 1.5, 3, -3)
    check_op(op, x, **options)


@pytest.mark.parametrize("op", [activation.silu, activation.mish, activation.softplus])
def test_large_numbers_overflow_nowhere(op):
    with np.errstate(over="raise", invalid="raise"):
        y, dx = op(np.array([-800.0, 800.0]))
        assert np.isfinite(y).all() and np.isfinite(dx(np.ones(2))).all()
    np.testing.assert_allclose(y, [0, 800], atol=1e-12)


def test_prelu_and_alpha_dropout():
    check_op(activation.prelu, away(normal(2, 3, 4), 0), normal(3, 1))
    check_op(activation.prelu, away(normal(2, 3), 0), normal(1))
    mask = (normal(3, 4) > 0).astype(float)
    check_op(activation.alpha_dropout, normal(3, 4), mask, p=0.4)


CONVOLUTIONS = [
    # x, weight, stride, padding, dilation, groups
    ((2, 3, 7), (4, 3, 3), (2,), ((1, 0),), (1,), 1),
    ((1, 4, 6), (4, 2, 2), (1,), ((2, 2),), (2,), 2),
    ((1, 2, 4, 3, 5), (3, 2, 2, 3, 2), (1, 2, 1), ((0, 0), (1, 1), (0, 1)), (1, 1, 2), 1),
]


@pytest.mark.parametrize("x, weight, stride, padding, dilation, groups", CONVOLUTIONS)
def test_convolution(x, weight, stride, padding, dilation, groups):
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    check_op(conv.convolution, normal(*x), normal(*weight), normal(weight[0]), **options)
    check_op(conv.convolution, normal(*x), normal(*weight), None, **options)


TRANSPOSED = [
    # x, weight, stride, padding, output_padding, dilation, groups
    ((2, 3, 4), (3, 2, 3), (2,), (1,), (1,), (1,), 1),
    ((1, 4, 3, 2), (4, 1, 2, 3), (1, 2), (0, 1), (0, 1), (2, 1), 2),
    ((2, 2, 3, 3), (2, 3, 3, 3), (1, 1), (2, 0), (0, 0), (1, 1), 1),
    ((1, 2, 2, 3, 2), (2, 1, 2, 2, 2), (2, 1, 1), (0, 0, 1), (1, 0, 0), (1, 1, 2), 1),
]


@pytest.mark.parametrize("x, weight, stride, padding, extra, dilation, groups", TRANSPOSED)
def test_conv_transpose(x, weight, stride, padding, extra, dilation, groups):
    options = {"stride": stride, "padding": padding, "output_padding": extra}
    options |= {"dilation": dilation, "groups": groups}
    bias = normal(weight[1] * groups)
    check_op(conv.conv_transpose, normal(*x), normal(*weight), bias, **options)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "x, weight, stride, padding, extra, dilation",
    [
        ((4, 16, 7, 6), (16, 8, 4, 4), (2, 2), (1, 1), (0, 0), (1, 1)),
        ((5, 8, 6, 9), (8, 12, 3, 3), (1, 1), (1, 0), (0, 0), (1, 1)),
        ((3, 9, 5, 8), (9, 7, 3, 2), (3, 2), (0, 1), (2, 1), (1, 2)),
    ],
)
def test_fast_conv_transpose2d(x, weight, stride, padding, extra, dilation, dtype):
    options = {"stride": stride, "padding": padding, "output_padding": extra}
    options |= {"dilation": dilation}
    arrays = [normal(*shape).astype(dtype) for shape in (x, weight, weight[1:2])]
    y, *rules = fast.conv_transpose2d(*arrays, **options)
    wanted, *others = conv.conv_transpose(*arrays, **options)
    tolerance = 1e-10 if dtype == np.float64 else 1e-4
    np.testing.assert_allclose(y, wanted, tolerance, tolerance)
    dy = normal(*y.shape).astype(dtype)
    for rule, other in zip(rules, others):
        assert rule(dy).shape == other(dy).shape and rule(dy).dtype == dtype
        np.testing.assert_allclose(rule(dy), other(dy), tolerance, 10 * tolerance)


WINDOWS = {"kernel": (2, 3), "stride": (1, 2), "padding": ((1, 1), (0, 0)), "dilation": (2, 1)}


def test_unfold_and_fold():
    y = check_op(conv.unfold, normal(2, 3, 4, 7), **WINDOWS)
    check_op(conv.fold, normal(*y.shape), size=(4, 7), **WINDOWS)


@pytest.mark.parametrize("shape, kernel", [((2, 3, 7), (3,)), ((1, 2, 4, 5, 4), (2, 3, 2))])
def test_pooling_of_lines_and_volumes(shape, kernel):
    ones, n = (1,) * len(kernel), len(kernel)
    options = {"kernel": kernel, "stride": (2,) * n, "padding": ones, "ceil_mode": True}
    check_op(pool.max_pool2d, normal(*shape), dilation=ones, **options)
    check_op(pool.avg_pool2d, normal(*shape), **options)
    check_op(pool.avg_pool2d, normal(*shape), count_include_pad=False, **options)
    check_op(pool.adaptive_avg_pool2d, normal(*shape), output_size=(3, 2, 4)[:n])
    check_op(pool.max_pool_places, normal(*shape), dilation=ones, **options)
    places = check_op(pool.adaptive_max_pool_places, normal(*shape), output_size=(3, 2, 4)[:n])
    assert places.dtype == np.int64


def test_max_unpool():
    places = np.array([[[3, 0, 8]], [[1, 2, 5]]])
    check_op(pool.max_unpool, normal(2, 1, 3), places, size=(9,))


@pytest.mark.parametrize("op", [pad.pad_reflect, pad.pad_replicate, pad.pad_circular])
@pytest.mark.parametrize("padding", [((2, 1),), ((1, 0), (2, 2)), ((0, 0), (0, 3))])
def test_borders(op, padding):
    check_op(op, normal(2, 3, 4, 5), padding=padding)


@pytest.mark.parametrize("padding", [((2, 1),), ((-1, 2), (0, -2)), ((0, 0),)])
def test_constant_border(padding):
    check_op(pad.pad, normal(2, 3, 4), padding=padding, value=1.5)


@pytest.mark.parametrize("axis", [1, 2, 3])
def test_resample(axis):
    x = normal(2, 3, 4, 5)
    matrix = resample.weights("cubic", x.shape[axis], 7)
    check_op(resample.resample, x, matrix=matrix, axis=axis)
    matrix = resample.weights("nearest", x.shape[axis], 7)
    index = matrix.argmax(axis=1)
    y = check_op(resample.nearest, x, index=index, matrix=matrix, axis=axis)
    np.testing.assert_array_equal(y, resample.along(x, matrix, axis))


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "linear", "cubic", "area"])
@pytest.mark.parametrize("size, out", [(5, 5), (4, 9), (9, 4), (1, 3), (3, 1)])
def test_each_pixel_of_an_image_resampled_is_a_mean(mode, size, out):
    np.testing.assert_allclose(resample.weights(mode, size, out).sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("dims, shape", [(1, (3, 4)), (2, (2, 3, 4)), (3, (2, 1, 3))])
def test_rms_norm(dims, shape):
    weight = normal(*shape[len(shape) - dims :])
    check_op(rms_norm, normal(*shape), weight, dims=dims)
    check_op(rms_norm, normal(*shape), None, dims=dims)


def test_kl_div():
    check_op(divergence.kl_div, normal(3, 4), np.abs(normal(3, 4)) + 0.1)
    check_op(divergence.kl_div, normal(3, 4), normal(4, 3).T, log_target=True)
    y, *_ = divergence.kl_div(np.zeros(2), np.array([0.0, 1.0]))
    np.testing.assert_array_equal(y, [0, 0])


CTC = {
    "labels": np.array([[1, 1, 2], [3, 2, 0], [0, 0, 0]]),
    "input_lengths": np.array([6, 5, 4]),
    "target_lengths": np.array([3, 2, 0]),
}


def test_ctc_loss():
    check_op(ctc.ctc_loss, normal(6, 3, 4) - 1, **CTC)


def test_ctc_loss_adds_up_all_ways():
    """By hand: every path of 4 steps over 3 classes that reads as the labels."""
    log_probs = normal(4, 1, 3)
    log_probs -= np.log(np.exp(log_probs).sum(axis=2, keepdims=True))
    total = 0.0
    for path in np.ndindex(3, 3, 3, 3):
        read = [c for i, c in enumerate(path) if c and (i == 0 or path[i - 1] != c)]
        if read == [1, 1]:
            total += np.exp(sum(log_probs[t, 0, c] for t, c in enumerate(path)))
    labels, lengths = np.array([[1, 1]]), np.array([2])
    options = {"input_lengths": np.array([4]), "target_lengths": lengths}
    loss, _ = ctc.ctc_loss(log_probs, labels=labels, **options)
    np.testing.assert_allclose(loss, -np.log(total), rtol=1e-12)


def test_ctc_loss_of_a_target_that_does_not_fit():
    log_probs = np.log(np.full((2, 1, 3), 1 / 3))
    given = {"labels": np.array([[1, 1]]), "input_lengths": np.array([2])}
    given["target_lengths"] = np.array([2])
    assert ctc.ctc_loss(log_probs, **given)[0] == np.inf
    loss, dx = ctc.ctc_loss(log_probs, **given, zero_infinity=True)
    assert loss == 0 and not dx(np.ones(1)).any()
