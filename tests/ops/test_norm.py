"""Tests of batch normalisation: its rules, PyTorch's numbers and errors."""

import numpy as np
import pytest

from minidnn.ops.norm import batch_norm, batch_statistics
from tests.ops.checker import check_op

SHAPES = [(5, 3), (4, 2, 3), (2, 3, 4, 5), (1, 2, 3, 3)]


def draw(*shape, seed=5):
    return np.random.default_rng(seed).standard_normal(shape)


def training_norm(x, weight, bias):
    """batch_norm by its own statistics: a function of x alone, as central differences need it."""
    mean, var = batch_statistics(x)
    return batch_norm(x, weight, bias, mean=mean, var=var, eps=1e-5, training=True)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("affine", [True, False])
def test_rules(shape, affine):
    C = shape[1]
    weight, bias = (draw(C), draw(C, seed=6)) if affine else (None, None)
    x = draw(*shape, seed=7) + 3
    check_op(training_norm, x, weight, bias)
    check_op(batch_norm, x, weight, bias, mean=draw(C), var=draw(C) ** 2 + 0.5, eps=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("training", [True, False])
def test_equals_pytorch(shape, affine, training):
    torch = pytest.importorskip("torch")
    x, C = draw(*shape, seed=8) * 2 + 1, shape[1]
    weight, bias = (draw(C), draw(C, seed=9)) if affine else (None, None)
    mean, var = (draw(C), draw(C, seed=10) ** 2 + 0.5)
    tensors = [
        None if v is None else torch.tensor(v, requires_grad=True) for v in (x, weight, bias)
    ]
    expected = torch.nn.functional.batch_norm(
        tensors[0], torch.tensor(mean), torch.tensor(var), *tensors[1:], training, 0.1, 1e-3
    )
    if training:
        mean, var = batch_statistics(x)
    y, *rules = batch_norm(x, weight, bias, mean=mean, var=var, eps=1e-3, training=training)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    dy = draw(*shape, seed=11)
    expected.backward(torch.tensor(dy))
    for rule, tensor in zip(rules, tensors):
        if rule is not None:
            np.testing.assert_allclose(rule(dy), tensor.grad.numpy(), rtol=1e-9, atol=1e-10)


def test_statistics_are_biased():
    x = draw(4, 2, 3)
    mean, var = batch_statistics(x)
    np.testing.assert_allclose(mean, x.mean(axis=(0, 2)))
    np.testing.assert_allclose(var, x.var(axis=(0, 2)))


def test_errors():
    ones = np.ones(2)
    with pytest.raises(ValueError, match=r"batch_norm: x must be .* got \(3,\)"):
        batch_norm(np.ones(3), None, None, mean=ones, var=ones)
    with pytest.raises(ValueError, match=r"weight must be \(2,\), one per channel .* got \(3,\)"):
        batch_norm(np.ones((4, 2)), np.ones(3), None, mean=ones, var=ones)
