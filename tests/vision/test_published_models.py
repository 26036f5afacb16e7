"""The networks of torchvision: the same names and shapes of weights, scores and gradients."""

import numpy as np
import pytest

import minidnn
from minidnn.vision import models

from .test_models import copy_weights

# One of each family, small, with the size of its image; the others have the same names (below).
FAMILIES = {
    "alexnet": 64,
    "squeezenet1_0": 64,
    "squeezenet1_1": 49,
    "densenet121": 64,
    "googlenet": 64,
    "shufflenet_v2_x0_5": 64,
    "mobilenet_v3_small": 64,
    "mobilenet_v3_large": 32,
    "efficientnet_b0": 64,
    "efficientnet_b5": 32,
    "resnext50_32x4d": 32,
    "convnext_tiny": 64,
}
NAMES = [n for n in models.list_models() if n not in ("lenet5",)]


def scores(torch, ours, theirs, side, batch=1):
    x = np.random.default_rng(1).standard_normal((batch, 3, side, side)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        return ours(minidnn.from_numpy(x)).numpy(), theirs(torch.from_numpy(x)).numpy()


@pytest.mark.parametrize("name", FAMILIES)
def test_scores_equal_torchvisions(name, torchvision):
    torch = pytest.importorskip("torch")
    options = {"init_weights": False} if name == "googlenet" else {}
    theirs = getattr(torchvision.models, name)(num_classes=10, **options).eval()
    ours = getattr(models, name)(num_classes=10, **options).eval()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    copy_weights(torch, ours, theirs)
    got, expected = scores(torch, ours, theirs, FAMILIES[name])
    assert got.shape == (1, 10) and np.abs(expected).max() > 0
    assert np.abs(got - expected).max() <= 2e-4 * np.abs(expected).max()


@pytest.mark.parametrize("name", NAMES)
def test_weights_have_torchvisions_names_and_shapes(name, torchvision, monkeypatch):
    torch = pytest.importorskip("torch")
    for init in ("kaiming_normal_", "kaiming_uniform_", "normal_", "uniform_", "trunc_normal_"):
        monkeypatch.setattr(minidnn.nn.init, init, lambda tensor, *a, **k: tensor)
    options = {"init_weights": False} if name == "googlenet" else {}
    with torch.device("meta"):
        theirs = getattr(torchvision.models, name)(**options)
    ours = getattr(models, name)(**options)
    wanted = {k: tuple(v.shape) for k, v in theirs.state_dict().items()}
    assert {k: tuple(v.shape) for k, v in ours.state_dict().items()} == wanted
    assert list(ours.state_dict()) == list(wanted)


def test_published_files_are_torchvisions(torchvision):
    """Address, accuracy, and preparation of every file."""
    for name in models.WEIGHTS["published"].split():
        ours, theirs = getattr(models, name), getattr(torchvision.models, name)
        assert list(ours.__members__) == list(theirs.__members__), name
        assert ours.DEFAULT.name == theirs.DEFAULT.name
        for mine, published in zip(ours, theirs, strict=True):
            assert mine.url == published.url
            assert mine.meta["acc@1"] == published.meta["_metrics"]["ImageNet-1K"]["acc@1"]
            a, b = mine.transforms(), published.transforms()
            assert (a.crop_size, a.resize_size) == (b.crop_size, b.resize_size)
            assert a.interpolation.value == b.interpolation.value


def test_googlenet_trains_with_two_helpers(torchvision):
    torch = pytest.importorskip("torch")
    options = {"num_classes": 5, "init_weights": False, "dropout": 0.0, "dropout_aux": 0.0}
    options["transform_input"] = True
    theirs = torchvision.models.googlenet(**options)
    ours = models.googlenet(**options)
    copy_weights(torch, ours, theirs)
    x = np.random.default_rng(1).standard_normal((2, 3, 64, 64)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        got, expected = ours(minidnn.from_numpy(x)), theirs(torch.from_numpy(x))
    assert got._fields == expected._fields
    for mine, wanted in zip(got, expected, strict=True):
        np.testing.assert_allclose(mine.numpy(), wanted.numpy(), rtol=1e-3, atol=1e-4)


def test_gradients_of_an_efficientnet_equal_torchvisions(torchvision):
    """Squeeze and excitation, depthwise convolutions, SiLU, batch statistics; no chance in it."""
    torch = pytest.importorskip("torch")
    options = {"num_classes": 3, "dropout": 0.0, "stochastic_depth_prob": 0.0}
    theirs = torchvision.models.efficientnet_b0(**options).double()
    ours = models.efficientnet_b0(**options).double()
    copy_weights(torch, ours, theirs)
    x = np.random.default_rng(1).standard_normal((3, 3, 64, 64))
    up = np.random.default_rng(2).standard_normal((3, 3))
    (ours(minidnn.from_numpy(x)) * minidnn.from_numpy(up)).sum().backward()
    (theirs(torch.from_numpy(x)) * torch.from_numpy(up)).sum().backward()
    for (name, mine), wanted in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        scale = max(1e-3, np.abs(wanted.grad.numpy()).max())
        assert np.abs(mine.grad.numpy() - wanted.grad.numpy()).max() <= 1e-7 * scale, name


def test_stochastic_depth():
    from minidnn.vision.ops import stochastic_depth

    minidnn.manual_seed(0)
    x = minidnn.ones(2000, 2, 1, 1, requires_grad=True)
    y = stochastic_depth(x, 0.25, "row")
    values = set(np.unique(y.detach().numpy()).tolist())
    assert values == {0.0, np.float32(1 / 0.75).item()}
    assert abs((y.detach().numpy()[:, 0] == 0).mean() - 0.25) < 0.04
    assert (y[:, 0] == y[:, 1]).all()
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), y.detach().numpy())
    assert len(np.unique(stochastic_depth(x, 0.5, "batch").detach().numpy())) == 1
    assert stochastic_depth(x, 0.5, "row", training=False) is x
    with pytest.raises(ValueError, match="p must be from 0 to 1, got 2"):
        stochastic_depth(x, 2, "row")
    with pytest.raises(ValueError, match="mode must be 'batch' or 'row', got 'x'"):
        stochastic_depth(x, 0.5, "x")


def test_densenets_dropout_and_half_wide_mobilenets():
    net = models.DenseNet(4, (1, 1), 8, drop_rate=1.0, num_classes=2)
    x = minidnn.randn(2, 3, 32, 32)
    assert (net.features.denseblock1(net.features[:4](x))[:, 8:] == 0).all()  # all dropped
    net.eval()
    assert (net.features.denseblock1(net.features[:4](x))[:, 8:] != 0).any()
    assert models.mobilenet_v3_small(width_mult=0.5, num_classes=3)(x).shape == (2, 3)


def test_densenets_published_names():
    state = {"features.denseblock1.denselayer2.norm.1.weight": 1, "features.norm0.weight": 2}
    assert list(models.DenseNet.renamed(state)) == [
        "features.denseblock1.denselayer2.norm1.weight",
        "features.norm0.weight",
    ]


def test_asking_by_name_and_wrong_questions():
    assert isinstance(models.get_model("squeezenet1_1", num_classes=2), models.SqueezeNet)
    assert "convnext_tiny" in models.list_models()
    assert models.resnet.ResNet is models.ResNet
    assert minidnn.vision.__version__ == minidnn.__version__
    assert models.alexnet.__doc__.startswith("AlexNet")
    with pytest.raises(ValueError, match="Unknown model 'vgg12'; the models are: alexnet"):
        models.get_model("vgg12")
    with pytest.raises(ValueError, match="version must be '1_0' or '1_1', got '2'"):
        models.SqueezeNet("2")
    with pytest.raises(ValueError, match="use Bottleneck"):
        models.resnet18(groups=2)
    with pytest.raises(ValueError, match="expected 3 stages_repeats and 5"):
        models.ShuffleNetV2([1], [2])
    with pytest.raises(AttributeError, match="vgg12"):
        _ = models.vgg12
