"""weight_norm, spectral_norm and parametrizations beside PyTorch, and put back."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

LAYERS = {
    "Linear": (lambda nn: nn.Linear(3, 4), (5, 3)),
    "Conv2d": (lambda nn: nn.Conv2d(2, 3, 3), (2, 2, 5, 5)),
    "ConvTranspose2d": (lambda nn: nn.ConvTranspose2d(2, 3, 3), (2, 2, 5, 5)),
}
SPACES = {"old": lambda nn: nn.utils, "new": lambda nn: nn.utils.parametrizations}


def load(ours, theirs):
    ours.load_state_dict({k: v.detach().numpy().copy() for k, v in theirs.state_dict().items()})


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", ["weight_norm", "spectral_norm"])
def test_like_torch(name, layer, space):
    make, shape = LAYERS[layer]
    ours = getattr(SPACES[space](nn), name)(make(nn)).double()
    theirs = getattr(SPACES[space](torch.nn), name)(make(torch.nn)).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)
    load(ours, theirs)
    x = np.random.default_rng(0).standard_normal(shape)
    for _ in range(3):  # the power iterations of spectral_norm go on
        y, z = ours(minidnn.tensor(x)), theirs(torch.tensor(x))
        np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=1e-9, atol=1e-12)
        ours.zero_grad()
        theirs.zero_grad()
        (y * y).sum().backward()
        (z * z).sum().backward()
    for (label, p), (wanted, q) in zip(ours.named_parameters(), theirs.named_parameters()):
        assert label == wanted
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-8, atol=1e-10)
    for p, q in zip(ours.state_dict().values(), theirs.state_dict().values()):
        np.testing.assert_allclose(p.numpy(), q.numpy(), rtol=1e-9)
    before = ours.eval()(minidnn.tensor(x)).detach().numpy()
    if space == "old":
        getattr(nn.utils, f"remove_{name}")(ours)
    else:
        nn.utils.parametrize.remove_parametrizations(ours, "weight")
    assert type(ours) is getattr(nn, layer) and list(ours.state_dict()) == ["bias", "weight"]
    after = ours(minidnn.tensor(x)).detach().numpy()
    np.testing.assert_allclose(after, before, rtol=1e-12)


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).t()


def test_a_parametrization_of_ones_own():
    layer = nn.utils.parametrize.register_parametrization(nn.Linear(3, 3), "weight", Symmetric())
    assert nn.utils.parametrize.is_parametrized(layer, "weight")
    weight = layer.weight.detach().numpy()
    np.testing.assert_array_equal(weight, weight.T)
    layer(minidnn.ones(2, 3)).sum().backward()
    gradient = layer.parametrizations.weight.original.grad.numpy()
    assert (gradient[np.tril_indices(3, -1)] == 0).all() and gradient[0, 1] == 4


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: nn.utils.remove_spectral_norm(nn.Linear(2, 2)),
            ValueError,
            "remove_spectral_norm: 'weight' of Linear has none",
        ),
        (
            lambda: nn.utils.spectral_norm(nn.Linear(2, 2), n_power_iterations=0),
            ValueError,
            "n_power_iterations must be positive, got 0",
        ),
        (
            lambda: nn.utils.parametrize.register_parametrization(
                nn.Linear(2, 3), "weight", nn.Flatten(0)
            ),
            ValueError,
            r"gives \(6,\) float32 for weight \(3, 2\) float32; unsafe=True allows that",
        ),
        (
            lambda: nn.utils.parametrize.register_parametrization(
                nn.Linear(2, 3), "wait", nn.Identity()
            ),
            ValueError,
            "Linear has no parameter 'wait'",
        ),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
