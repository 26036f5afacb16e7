"""Lazy layers: what they are before the first input, and after it; states; optimizers."""

import numpy as np
import pytest

import minidnn
from minidnn import nn


def network(nn):
    return nn.Sequential(
        nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(3)
    )


def test_like_torch():
    torch = pytest.importorskip("torch")
    ours, theirs = network(nn), network(torch.nn)
    assert repr(ours) == repr(theirs)
    x = np.random.default_rng(0).standard_normal((2, 1, 6, 6)).astype(np.float32)
    ours(minidnn.tensor(x))
    theirs(torch.tensor(x))
    assert repr(ours) == repr(theirs)
    assert [type(a).__name__ for a in ours] == [type(b).__name__ for b in theirs]
    state = {k: v.detach().numpy() for k, v in theirs.state_dict().items()}
    fresh = network(nn)
    fresh.load_state_dict(state)  # a state gives the shapes too
    wanted = theirs.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(fresh.eval()(minidnn.tensor(x)).detach().numpy(), wanted, atol=1e-5)


def test_an_optimizer_may_come_first():
    layer = nn.LazyLinear(2)
    assert layer.has_uninitialized_params()
    optimizer = minidnn.optim.SGD(layer.parameters(), lr=0.1)
    layer(minidnn.ones(4, 3)).sum().backward()
    before = layer.weight.detach().clone().numpy()
    optimizer.step()
    np.testing.assert_allclose(layer.weight.detach().numpy(), before - 0.4, rtol=1e-5)
    assert type(layer) is nn.Linear and type(layer.weight) is nn.Parameter
    assert layer.double().weight.dtype == np.float64


def test_the_same_seed_draws_the_same_weights():
    minidnn.manual_seed(1)
    plain = nn.Linear(3, 2).weight.detach().numpy()
    minidnn.manual_seed(1)
    layer = nn.LazyLinear(2)
    minidnn.manual_seed(1)
    layer(minidnn.ones(1, 3))
    assert np.array_equal(layer.weight.detach().numpy(), plain)


@pytest.mark.parametrize("name", ["LazyInstanceNorm1d", "LazyBatchNorm1d"])
def test_norms(name):
    layer = getattr(nn, name)()
    layer(minidnn.randn(4, 3, 5))
    assert layer.num_features == 3 and layer.weight.shape == layer.running_mean.shape == (3,)


def test_refusals():
    with pytest.raises(ValueError, match="in_channels 3 and out_channels 4 must be multiples"):
        nn.LazyConv2d(4, 3, groups=2)(minidnn.ones(1, 3, 5, 5))
    with pytest.raises(RuntimeError, match="LazyConv2d: expected an input of 3 or 4 dimensions"):
        nn.LazyConv2d(4, 3)(minidnn.ones(3, 5))
