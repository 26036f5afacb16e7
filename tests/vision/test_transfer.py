"""Freezing, new heads, cached features, Grad-CAM: a network made of a trained one."""

import gc

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from minidnn.utils.data import TensorDataset
from minidnn.vision import models
from minidnn.vision.explain import feature_maps, grad_cam
from minidnn.vision.transfer import cached_features, freeze, head_name, replace_head


def backbone():
    minidnn.manual_seed(1)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1)
    )


class Net(nn.Module):
    def __init__(self):
        self.features = backbone()
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


def data(n=6):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, 3, 8, 8)).astype(np.float32)
    return minidnn.from_numpy(x), minidnn.from_numpy(rng.integers(0, 3, n))


def test_a_frozen_backbone_records_nothing_and_does_not_change():
    net = Net()
    freeze(net).eval()
    net.fc = nn.Linear(8, 3)
    before = {k: v.array.copy() for k, v in net.features.state_dict().items()}
    optimizer = optim.Adam(net.fc.parameters(), lr=0.1)
    x, y = data()
    assert net.features(x).node is None
    for _ in range(3):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(net(x), y).backward()
        optimizer.step()
    for name, value in net.features.state_dict().items():
        assert np.array_equal(value.array, before[name]), name
    assert all(p.grad is None for p in net.features.parameters())


def test_batch_norm_of_a_frozen_backbone_follows_pytorch():
    """In training mode the running statistics go on, though nothing wants a gradient."""
    net = freeze(Net())
    net.train()
    before = net.features[1].running_mean.array.copy()
    net(data()[0])
    assert not np.array_equal(net.features[1].running_mean.array, before)
    assert net.features[1].num_batches_tracked.item() == 1


def test_activations_of_frozen_layers_are_not_kept():
    """The graph of a frozen network in front of a head holds the head's input alone."""
    net = freeze(Net())
    net.fc = nn.Linear(8, 3)
    x, y = data()
    loss = nn.CrossEntropyLoss()(net(x), y)
    seen, waiting = 0, [loss.node]
    while waiting:
        node = waiting.pop()
        seen += 1
        waiting += [source for source, _ in node.sources]
    assert seen == 4  # loss, linear, its weight and bias
    gc.collect()


def test_unfreezing_with_its_own_learning_rate():
    net = freeze(Net())
    net.features.requires_grad_()
    net.fc.requires_grad_()
    optimizer = optim.SGD(
        [{"params": net.features.parameters(), "lr": 0.0}, {"params": net.fc.parameters()}], lr=0.1
    )
    x, y = data()
    before = net.features[0].weight.array.copy(), net.fc.weight.array.copy()
    nn.CrossEntropyLoss()(net(x), y).backward()
    optimizer.step()
    assert np.array_equal(net.features[0].weight.array, before[0])
    assert not np.array_equal(net.fc.weight.array, before[1])


@pytest.mark.parametrize(
    "build, name, inputs",
    [(models.resnet18, "fc", 512), (models.mobilenet_v2, "classifier", 1280)],
)
def test_new_heads(build, name, inputs):
    model = build(num_classes=7)
    assert head_name(model) == name
    new = replace_head(model, 2)
    assert new.weight.shape == (2, inputs)
    assert model.eval()(minidnn.zeros(1, 3, 32, 32)).shape == (1, 2)
    replace_head(model, 4, hidden=16)
    assert model(minidnn.zeros(1, 3, 32, 32)).shape == (1, 4)
    with pytest.raises(ValueError, match="has none of the attributes fc, classifier, head"):
        head_name(backbone())
    net = Net()
    net.fc = nn.ReLU()
    with pytest.raises(ValueError, match="Net.fc has no Linear layer"):
        replace_head(net, 2)


def test_cached_features_are_what_the_head_sees():
    net = Net()
    x, y = data()
    net.eval()
    expected = net(x)
    net.train()
    cached = cached_features(net, TensorDataset(x, y), batch_size=4)
    assert isinstance(net.fc, nn.Linear)
    assert net.training
    features, labels = cached.tensors
    np.testing.assert_allclose(net.fc(features).detach().numpy(), expected.detach().numpy(), 1e-5)
    assert labels.tolist() == y.tolist()
    with pytest.raises(ValueError, match="the dataset is empty"):
        cached_features(net, TensorDataset(x[:0], y[:0]))


class Spot(nn.Module):
    """Scores of two classes: how bright the left and the right half of an image are."""

    def __init__(self):
        self.conv = nn.Conv2d(1, 2, 1, bias=False)
        self.fc = nn.Linear(2, 2, bias=False)
        with minidnn.no_grad():
            self.conv.weight.copy_(np.array([[[[1.0]]], [[[-1.0]]]], np.float32))
            self.fc.weight.copy_(np.array([[1.0, 0.0], [0.0, 1.0]], np.float32))

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))


def test_grad_cam_finds_the_bright_spot():
    net = freeze(Spot())
    image = minidnn.zeros(1, 1, 8, 8)
    image[0, 0, 1:3, 5:7] = 1
    heat, scores = grad_cam(net, image)
    assert heat.shape == (1, 8, 8)
    assert scores.shape == (1, 2)
    assert np.unravel_index(heat[0].argmax(), (8, 8)) in [(1, 5), (1, 6), (2, 5), (2, 6)]
    assert heat.max() == 1
    assert heat[0, 6, 1] == 0
    heat, _ = grad_cam(net, image, classes=1)  # the other class is spoken for by the dark
    assert heat[0, 1, 5] == 0


def test_grad_cam_leaves_the_model_as_it_was():
    net = Net()
    net.features[1].eval()
    x, y = data(2)
    nn.CrossEntropyLoss()(net(x), y).backward()
    before = [p.grad.array.copy() for p in net.parameters()]
    grad_cam(net, x, classes=[0, 1], layer="features.2")
    for p, grad in zip(net.parameters(), before):
        assert np.array_equal(p.grad.array, grad)
    assert net.training
    assert not net.features[1].training
    assert not net._forward_hooks


def test_grad_cam_says_what_is_wrong():
    net = Net()
    x, _ = data(2)
    with pytest.raises(ValueError, match=r"images must be \(N,C,H,W\)"):
        grad_cam(net, x[0])
    with pytest.raises(ValueError, match=r"classes must be integers in \[0, 3\); got 3"):
        grad_cam(net, x, classes=3)
    flat = nn.Sequential(nn.Flatten(), nn.Linear(192, 2))
    with pytest.raises(ValueError, match="no layer of Sequential gives an image"):
        grad_cam(flat, x)


def test_feature_maps():
    net = Net()
    x, _ = data(2)
    assert feature_maps(net, x, "features.0").shape == (2, 8, 8, 8)
    with pytest.raises(ValueError, match="did not use this layer"):
        feature_maps(net, x, nn.ReLU())
