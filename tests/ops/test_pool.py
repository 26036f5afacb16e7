"""Tests of pooling: its rules, PyTorch's numbers, ties and errors."""

import numpy as np
import pytest

from minidnn.ops.pool import adaptive_avg_pool2d, avg_pool2d, max_pool2d
from tests.ops.checker import check_op

WINDOWS = [
    # x, kernel, stride, padding, ceil_mode
    ((2, 3, 4, 6), (2, 2), (2, 2), (0, 0), False),
    ((1, 2, 5, 7), (3, 3), (2, 2), (1, 1), False),
    ((1, 2, 6, 5), (3, 2), (1, 2), (1, 0), False),
    ((2, 1, 5, 5), (2, 2), (2, 2), (0, 0), True),
    ((1, 1, 7, 6), (3, 3), (2, 3), (1, 1), True),
    ((1, 1, 6, 6), (3, 3), (4, 4), (1, 1), True),
    ((1, 1, 3, 3), (3, 3), (1, 1), (0, 0), False),
]


def draw(shape, seed=3):
    return np.random.default_rng(seed).standard_normal(shape)


def options(kernel, stride, padding, ceil_mode):
    return {"kernel": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}


def against_pytorch(pair, expected_of, x):
    torch = pytest.importorskip("torch")
    y, dx = pair
    tensor = torch.tensor(x, requires_grad=True)
    expected = expected_of(torch.nn.functional, tensor)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    dy = draw(y.shape, 4)
    expected.backward(torch.tensor(dy))
    np.testing.assert_allclose(dx(dy), tensor.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("case", WINDOWS)
def test_max_pool_rules(case):
    check_op(max_pool2d, draw(case[0]), **options(*case[1:]))


@pytest.mark.parametrize("case", WINDOWS)
@pytest.mark.parametrize("ties", [False, True])
def test_max_pool_equals_pytorch(case, ties):
    shape, kernel, stride, padding, ceil_mode = case
    x = draw(shape).round() if ties else draw(shape)
    against_pytorch(
        max_pool2d(x, **options(*case[1:])),
        lambda F, t: F.max_pool2d(t, kernel, stride, padding, 1, ceil_mode),
        x,
    )


def test_max_pool_dilation():
    x = draw((2, 2, 7, 8))
    against_pytorch(
        max_pool2d(x, kernel=(2, 3), stride=(1, 2), padding=(1, 1), dilation=(2, 3)),
        lambda F, t: F.max_pool2d(t, (2, 3), (1, 2), (1, 1), (2, 3)),
        x,
    )


def test_max_pool_first_of_equal_pixels_takes_the_gradient():
    y, dx = max_pool2d(np.ones((1, 1, 2, 4)), kernel=(2, 2), stride=(2, 2))
    np.testing.assert_array_equal(dx(2 * y), [[[[2, 0, 2, 0], [0, 0, 0, 0]]]])


@pytest.mark.parametrize("case", WINDOWS)
@pytest.mark.parametrize("include", [True, False])
@pytest.mark.parametrize("divisor", [None, 5])
def test_avg_pool(case, include, divisor):
    shape, kernel, stride, padding, ceil_mode = case
    x = draw(shape)
    more = {"count_include_pad": include, "divisor_override": divisor}
    check_op(avg_pool2d, x, **options(*case[1:]), **more)
    against_pytorch(
        avg_pool2d(x, **options(*case[1:]), **more),
        lambda F, t: F.avg_pool2d(t, kernel, stride, padding, ceil_mode, include, divisor),
        x,
    )


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (5, 7), (3, None), (7, 9)])
def test_adaptive_avg_pool(size):
    x = draw((2, 2, 5, 7))
    check_op(adaptive_avg_pool2d, x, output_size=size)
    against_pytorch(
        adaptive_avg_pool2d(x, output_size=size),
        lambda F, t: F.adaptive_avg_pool2d(t, size),
        x,
    )


@pytest.mark.parametrize(
    ("op", "shape", "more", "message"),
    [
        (max_pool2d, (3, 4, 4), {}, r"max_pool2d: x must be \(N,C,H,W\), got \(3, 4, 4\)"),
        (avg_pool2d, (3, 4, 4), {}, r"avg_pool2d: x must be \(N,C,H,W\), got \(3, 4, 4\)"),
        (max_pool2d, (1, 1, 4, 4), {"padding": (2, 0)}, r"half the kernel \(2, 2\), got \(2, 0\)"),
        (avg_pool2d, (1, 1, 4, 4), {"stride": (0, 1)}, r"at least 1, got \(2, 2\) and \(0, 1\)"),
        (max_pool2d, (1, 1, 1, 4), {}, "max_pool2d: a kernel of 2 .* image of 1 pixels"),
    ],
)
def test_errors(op, shape, more, message):
    with pytest.raises(ValueError, match=message):
        op(np.zeros(shape), **{"kernel": (2, 2), "stride": (2, 2), **more})


def test_adaptive_error():
    with pytest.raises(
        ValueError, match=r"adaptive_avg_pool2d: x must be \(N,C,H,W\), got \(4, 4\)"
    ):
        adaptive_avg_pool2d(np.zeros((4, 4)), output_size=(1, 1))
