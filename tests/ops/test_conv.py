"""Tests of the convolution: its rules, PyTorch's numbers, padding words and errors."""

import warnings

import numpy as np
import pytest

from minidnn.ops.conv import conv2d, resolve_padding
from tests.ops.checker import check_op

CASES = [
    # x, weight, bias, stride, padding, dilation, groups
    ((2, 3, 5, 6), (4, 3, 3, 3), True, (1, 1), ((1, 1), (1, 1)), (1, 1), 1),
    ((1, 2, 7, 5), (3, 2, 3, 2), False, (2, 1), ((0, 1), (2, 0)), (1, 2), 1),
    ((2, 4, 5, 5), (6, 2, 2, 3), True, (2, 3), ((1, 1), (0, 2)), (2, 1), 2),
    ((1, 3, 4, 6), (3, 1, 3, 3), True, (1, 1), ((1, 1), (1, 1)), (1, 1), 3),
    ((3, 4, 3, 4), (2, 4, 1, 1), True, (1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ((2, 2, 5, 4), (3, 2, 1, 1), False, (2, 2), ((1, 1), (1, 1)), (1, 1), 1),
    ((1, 1, 1, 1), (1, 1, 1, 1), True, (1, 1), ((0, 0), (0, 0)), (1, 1), 1),
    ((1, 1, 9, 8), (2, 1, 7, 7), True, (2, 2), ((3, 3), (3, 3)), (1, 1), 1),
]


def draw(x_shape, weight_shape, bias, dtype=float):
    rng = np.random.default_rng(1)
    x, weight = rng.standard_normal(x_shape), rng.standard_normal(weight_shape)
    bias = rng.standard_normal(weight_shape[0]).astype(dtype) if bias else None
    return x.astype(dtype), weight.astype(dtype), bias


@pytest.mark.parametrize("case", CASES)
def test_rules(case):
    x, weight, bias, stride, padding, dilation, groups = case
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    check_op(conv2d, *draw(x, weight, bias), **options)


@pytest.mark.parametrize("case", CASES)
def test_equals_pytorch(case):
    torch = pytest.importorskip("torch")
    x_shape, w_shape, has_bias, stride, padding, dilation, groups = case
    x, weight, bias = draw(x_shape, w_shape, has_bias)
    y, *rules = conv2d(
        x, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    (top, bottom), (left, right) = padding
    tensors = [
        None if v is None else torch.tensor(v, requires_grad=True) for v in (x, weight, bias)
    ]
    padded = torch.nn.functional.pad(tensors[0], (left, right, top, bottom))
    expected = torch.nn.functional.conv2d(padded, *tensors[1:], stride, 0, dilation, groups)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    dy = np.random.default_rng(2).standard_normal(y.shape)
    expected.backward(torch.tensor(dy))
    for rule, tensor in zip(rules, tensors):
        if rule is not None:
            np.testing.assert_allclose(rule(dy), tensor.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_padding_words():
    assert resolve_padding("valid", (3, 3)) == ((0, 0), (0, 0))
    assert resolve_padding("same", (3, 4), (1, 1), (2, 1)) == ((2, 2), (1, 2))
    assert resolve_padding(2, (3, 3)) == ((2, 2), (2, 2))
    assert resolve_padding((1, 0), (3, 3)) == ((1, 1), (0, 0))


@pytest.mark.parametrize("kernel", [(3, 3), (2, 4), (4, 3)])
def test_same_padding_equals_pytorch(kernel):
    torch = pytest.importorskip("torch")
    warnings.simplefilter("ignore")  # PyTorch's note on even kernels
    x, weight, _ = draw((1, 2, 6, 7), (3, 2, *kernel), False)
    y = conv2d(x, weight, None, padding=resolve_padding("same", kernel))[0]
    expected = torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight), padding="same")
    np.testing.assert_allclose(y, expected.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("padding", "stride", "message"),
    [
        ("same", (2, 1), r'padding="same" needs stride 1, got stride \(2, 1\)'),
        ("full", (1, 1), 'must be an int, a pair of ints, "same" or "valid"; got "full"'),
        (-1, (1, 1), "padding must not be negative, got -1"),
        ((1, 2, 3), (1, 1), r"expected an int or a pair of ints, got \(1, 2, 3\)"),
        (1.5, (1, 1), r"expected an int or a pair of ints, got 1.5"),
    ],
)
def test_padding_errors(padding, stride, message):
    with pytest.raises(ValueError, match=message):
        resolve_padding(padding, (3, 3), stride)


@pytest.mark.parametrize(
    ("x", "weight", "bias", "options", "message"),
    [
        ((3, 5, 5), (4, 3, 3, 3), None, {}, r"x must be \(N,C,H,W\).*got \(3, 5, 5\)"),
        ((1, 2, 5, 5), (4, 3, 3, 3), None, {}, "expects 3 input channels, but x .* has 2"),
        ((1, 4, 5, 5), (4, 4, 3, 3), None, {"groups": 2}, "expects 8 input channels"),
        ((1, 3, 5, 5), (4, 1, 3, 3), None, {"groups": 2}, "groups=2 for 3 input and 4 output"),
        ((1, 3, 5, 5), (4, 3, 3, 3), (3,), {}, r"bias must be \(4,\).*got \(3,\)"),
        ((1, 3, 2, 5), (4, 3, 3, 3), None, {}, "kernel of 3 .* larger than the padded image of 2"),
    ],
)
def test_errors(x, weight, bias, options, message):
    bias = None if bias is None else np.zeros(bias)
    with pytest.raises(ValueError, match=message):
        conv2d(np.zeros(x), np.zeros(weight), bias, **options)
