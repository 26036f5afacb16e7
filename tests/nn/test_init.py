"""Initial weights: distributions, fans, gains, PyTorch's defaults; the same from the same seed."""

import math

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.nn import init

N = 200


def numbers(fill, *args, shape=(N, N), **options):
    tensor = minidnn.zeros(*shape)
    assert fill(tensor, *args, **options) is tensor
    assert tensor.dtype == np.float32
    return tensor.numpy()


def uniform_in(x, bound):
    """All values within ±bound, with the spread of a uniform distribution."""
    assert abs(x).max() <= bound and abs(x).max() > 0.99 * bound
    assert abs(x.std() - bound / math.sqrt(3)) < 0.01 * bound and abs(x.mean()) < 0.02 * bound


def normal_with(x, std):
    assert abs(x.std() - std) < 0.02 * std and abs(x.mean()) < 0.03 * std


def test_simple_fills():
    assert (numbers(init.constant_, 3) == 3).all()
    assert (numbers(init.zeros_) == 0).all() and (numbers(init.ones_) == 1).all()
    assert np.array_equal(numbers(init.eye_, shape=(2, 3)), np.eye(2, 3))
    uniform_in(numbers(init.uniform_, -2, 2), 2)
    assert numbers(init.uniform_).min() >= 0 and numbers(init.uniform_).max() < 1
    normal_with(numbers(init.normal_, 0, 3), 3)
    assert abs(numbers(init.normal_, 5, 1).mean() - 5) < 0.05


def test_truncated_normal():
    x = numbers(init.trunc_normal_, std=0.1, a=-0.2, b=0.2)
    assert abs(x).max() <= 0.2
    normal_with(x, 0.1 * 0.8796)  # the standard deviation left after cutting at two
    x = numbers(init.trunc_normal_, mean=1.0, a=0.5, b=4.0)
    assert x.min() >= 0.5 and x.max() > 3


def test_scaled_fills():
    shape = (100, 20, 5, 4)  # fan_in 400, fan_out 2000
    assert init.fans(minidnn.zeros(*shape)) == (400, 2000)
    assert init._calculate_fan_in_and_fan_out(minidnn.zeros(3, 5)) == (5, 3)
    uniform_in(numbers(init.xavier_uniform_, shape=shape), math.sqrt(6 / 2400))
    normal_with(numbers(init.xavier_normal_, 2.0, shape=shape), 2 * math.sqrt(2 / 2400))
    uniform_in(numbers(init.kaiming_uniform_, shape=shape), math.sqrt(6 / 400))
    x = numbers(init.kaiming_normal_, mode="fan_out", nonlinearity="relu", shape=shape)
    normal_with(x, math.sqrt(2 / 2000))
    uniform_in(numbers(init.kaiming_uniform_, a=math.sqrt(5), shape=shape), 1 / 20)


def test_gains():
    assert init.calculate_gain("tanh") == 5 / 3 and init.calculate_gain("linear") == 1
    assert init.calculate_gain("relu") == math.sqrt(2)
    assert init.calculate_gain("leaky_relu", 3) == math.sqrt(0.2)


def test_gains_like_torch():
    torch = pytest.importorskip("torch")
    for name in ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"):
        assert init.calculate_gain(name) == torch.nn.init.calculate_gain(name)
    for param in (0, 0.2, -1):
        ours = init.calculate_gain("leaky_relu", param)
        assert ours == torch.nn.init.calculate_gain("leaky_relu", param)


def test_defaults_of_layers():
    layer = nn.Linear(400, 300)
    uniform_in(layer.weight.detach().numpy(), 1 / 20)
    assert abs(layer.bias.detach().numpy()).max() <= 1 / 20
    conv = nn.Conv2d(16, 300, 5)
    uniform_in(conv.weight.detach().numpy(), 1 / 20)
    assert abs(conv.bias.detach().numpy()).max() <= 1 / 20
    norm = nn.BatchNorm2d(3)
    assert norm.weight.tolist() == [1, 1, 1] == norm.running_var.tolist()
    assert norm.bias.tolist() == [0, 0, 0] == norm.running_mean.tolist()


def test_the_seed_decides():
    def weights():
        minidnn.manual_seed(5)
        return nn.Linear(3, 4).weight.tolist()

    assert weights() == weights()
    layer = nn.Linear(3, 4)
    before = layer.weight.tolist()
    layer.reset_parameters()
    assert layer.weight.tolist() != before
    generator = minidnn.Generator().manual_seed(1)
    a = numbers(init.normal_, generator=generator)
    generator.manual_seed(1)
    assert np.array_equal(a, numbers(init.normal_, generator=generator))


def test_the_same_weights_on_a_device(stub):
    minidnn.manual_seed(1)
    here = nn.Linear(3, 4)
    minidnn.manual_seed(1)
    there = nn.Linear(3, 4, device="stub")
    assert str(there.weight.device) == "stub"
    assert here.weight.tolist() == there.cpu().weight.tolist()
    assert nn.Linear(3, 4, dtype=minidnn.float64).weight.dtype == np.float64


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: init.xavier_normal_(minidnn.zeros(3)), r"at least 2 dimensions, got \(3,\)"),
        (lambda: init.eye_(minidnn.zeros(3)), r"eye_: expected a matrix, got shape \(3,\)"),
        (lambda: init.calculate_gain("relu7"), "unknown 'relu7'; expected one of leaky_relu"),
        (
            lambda: init.kaiming_normal_(minidnn.zeros(3, 3), mode="in"),
            "mode must be 'fan_in' or 'fan_out', got 'in'",
        ),
        (lambda: init.trunc_normal_(minidnn.zeros(2), a=1, b=1), "need a < b and std > 0, got a=1"),
        (
            lambda: init.trunc_normal_(minidnn.zeros(2), a=5, b=6),
            r"\[5, 6\] holds only .* of a normal distribution of mean 0.0 and std 1.0",
        ),
    ],
)
def test_refusals(call, text):
    with pytest.raises(ValueError, match=text):
        call()
