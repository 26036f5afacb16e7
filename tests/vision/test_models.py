"""Models: PyTorch's outputs and gradients for the same weights, torchvision's names and sizes."""

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.vision import models
from minidnn.vision.models.vgg import VGG11, make_features
from minidnn.vision.models.weights import resolve

SIZES = {
    "resnet18": (11_689_512, 122),
    "resnet50": (25_557_032, 320),
    "mobilenet_v2": (3_504_872, 314),
}


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "mobilenet_v2"])
def test_parameters_and_state_entries(name):
    model = getattr(models, name)()
    parameters, entries = SIZES[name]
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert len(model.state_dict()) == entries


def test_lenet5():
    assert models.lenet5()(minidnn.randn(2, 1, 28, 28)).shape == (2, 10)
    assert models.lenet5(7, 3, 32)(minidnn.randn(2, 3, 32, 32)).shape == (2, 7)
    with pytest.raises(ValueError, match="image_size must be 28 or 32; got 30"):
        models.lenet5(image_size=30)


def test_zero_init_residual_starts_blocks_as_identity():
    model = models.resnet50(num_classes=2, zero_init_residual=True)
    assert (model.layer1[0].bn3.weight == 0).all()
    model = models.resnet18(num_classes=2, zero_init_residual=True)
    assert (model.layer4[1].bn2.weight == 0).all()


def test_asking_for_weights():
    V50 = models.ResNet50_Weights
    assert resolve(V50, "DEFAULT", None) is V50.IMAGENET1K_V2
    assert resolve(V50, "IMAGENET1K_V1", None) is V50.IMAGENET1K_V1
    assert resolve(V50, "ResNet50_Weights.IMAGENET1K_V1", None) is V50.IMAGENET1K_V1
    assert resolve(V50, V50.DEFAULT, None) is V50.IMAGENET1K_V2
    assert resolve(V50, None, True) is V50.IMAGENET1K_V1
    assert resolve(V50, None, False) is None
    with pytest.raises(ValueError, match="expected None or one of 'IMAGENET1K_V1'.*got 'V7'"):
        resolve(V50, "V7", None)
    with pytest.raises(ValueError, match="expected None or one of"):
        resolve(V50, models.ResNet18_Weights.DEFAULT, None)
    with pytest.raises(ValueError, match="not both"):
        resolve(V50, "DEFAULT", True)
    with pytest.raises(ValueError, match="have 1000 classes, not 2"):
        models.resnet18(weights="DEFAULT", num_classes=2)
    assert V50.DEFAULT.url.endswith("resnet50-11ad3fa6.pth")
    assert V50.DEFAULT.transforms().resize_size == [232]
    assert V50.DEFAULT.meta["acc@1"] == 80.858


def test_published_weights_come_from_the_cache(tmp_path, monkeypatch):
    """A file with the right name is looked for in the cache, checked, and loaded."""
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path))
    model = models.mobilenet_v2()
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    minidnn.save(model.state_dict(), folder / "mobilenet_v2-7ebf99e0.pth")
    weights = models.MobileNet_V2_Weights.DEFAULT
    state = weights.get_state_dict(check_hash=False)
    assert list(state) == list(model.state_dict())


def torch_resnet(torch, bottleneck, layers, classes):
    """The same network written with PyTorch."""
    tnn = torch.nn

    class Block(tnn.Module):
        def __init__(self, inputs, width, stride):
            super().__init__()
            outputs = width * (4 if bottleneck else 1)
            kernels = [1, 3, 1] if bottleneck else [3, 3]
            strides = [1, stride, 1] if bottleneck else [stride, 1]
            widths = [width, width, outputs] if bottleneck else [width, width]
            for i, (k, s, w) in enumerate(zip(kernels, strides, widths), start=1):
                setattr(
                    self,
                    f"conv{i}",
                    tnn.Conv2d(inputs if i == 1 else width, w, k, s, k // 2, bias=False),
                )
                setattr(self, f"bn{i}", tnn.BatchNorm2d(w))
            self.count = len(kernels)
            self.downsample = None
            if stride != 1 or inputs != outputs:
                self.downsample = tnn.Sequential(
                    tnn.Conv2d(inputs, outputs, 1, stride, bias=False), tnn.BatchNorm2d(outputs)
                )

        def forward(self, x):
            y = x
            for i in range(1, self.count + 1):
                y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
                if i < self.count:
                    y = y.relu()
            return (y + (x if self.downsample is None else self.downsample(x))).relu()

    class Net(tnn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = tnn.Conv2d(3, 64, 7, 2, 3, bias=False)
            self.bn1 = tnn.BatchNorm2d(64)
            inputs = 64
            for n, (width, blocks) in enumerate(zip((64, 128, 256, 512), layers), start=1):
                parts = []
                for i in range(blocks):
                    parts.append(Block(inputs, width, 2 if n > 1 and i == 0 else 1))
                    inputs = width * (4 if bottleneck else 1)
                setattr(self, f"layer{n}", tnn.Sequential(*parts))
            self.fc = tnn.Linear(inputs, classes)

        def forward(self, x):
            x = torch.nn.functional.max_pool2d(self.bn1(self.conv1(x)).relu(), 3, 2, 1)
            x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
            return self.fc(x.mean((2, 3)))

    return Net()


def copy_weights(torch, source, target):
    """Random running statistics as well, so that evaluation mode is tested with real ones."""
    rng = np.random.default_rng(0)
    state = {}
    for name, value in source.state_dict().items():
        array = value.array.copy()
        if name.endswith("running_mean"):
            array = rng.normal(0, 0.1, array.shape).astype(array.dtype)
        if name.endswith("running_var"):
            array = rng.uniform(0.5, 1.5, array.shape).astype(array.dtype)
        state[name] = array
    source.load_state_dict({k: minidnn.tensor(v) for k, v in state.items()})
    target.load_state_dict({k: torch.tensor(v) for k, v in state.items()})


@pytest.mark.parametrize(
    "name, bottleneck, layers",
    [("resnet18", False, (2, 2, 2, 2)), ("resnet50", True, (3, 4, 6, 3))],
)
def test_logits_equal_pytorchs(name, bottleneck, layers):
    torch = pytest.importorskip("torch")
    ours, theirs = getattr(models, name)(), torch_resnet(torch, bottleneck, layers, 1000)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    copy_weights(torch, ours, theirs)
    ours.eval(), theirs.eval()
    x = np.random.default_rng(1).standard_normal((2, 3, 224, 224)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        got, expected = ours(minidnn.from_numpy(x)).numpy(), theirs(torch.from_numpy(x)).numpy()
    assert np.abs(got - expected).max() <= 1e-4 * np.abs(expected).max()


def test_gradients_of_resnet18_equal_pytorchs():
    torch = pytest.importorskip("torch")
    ours, theirs = models.resnet18(num_classes=5), torch_resnet(torch, False, (2, 2, 2, 2), 5)
    ours.double(), theirs.double()
    copy_weights(torch, ours, theirs)
    x = np.random.default_rng(1).standard_normal((3, 3, 64, 64))
    labels = np.array([0, 3, 1])
    loss = nn.CrossEntropyLoss()(ours(minidnn.from_numpy(x)), minidnn.from_numpy(labels))
    loss.backward()
    expected = torch.nn.CrossEntropyLoss()(theirs(torch.from_numpy(x)), torch.from_numpy(labels))
    expected.backward()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-12)
    for (name, ours_p), (_, theirs_p) in zip(ours.named_parameters(), theirs.named_parameters()):
        wanted = theirs_p.grad.numpy()
        scale = np.abs(wanted).max()
        assert np.abs(ours_p.grad.numpy() - wanted).max() <= 1e-8 * scale, name
    for name, value in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[name].numpy(), value.numpy(), rtol=1e-10)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "mobilenet_v2"])
def test_torchvision_agrees(name, torchvision):
    torch = pytest.importorskip("torch")
    theirs = getattr(torchvision.models, name)(num_classes=10)
    ours = getattr(models, name)(num_classes=10)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    copy_weights(torch, ours, theirs)
    ours.eval(), theirs.eval()
    x = np.random.default_rng(1).standard_normal((1, 3, 96, 96)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        got, expected = ours(minidnn.from_numpy(x)).numpy(), theirs(torch.from_numpy(x)).numpy()
    assert np.abs(got - expected).max() <= 1e-4 * np.abs(expected).max()


def test_torchvision_agrees_on_vgg(torchvision):
    """The convolutions only: the linear layers of a VGG alone hold 120 million numbers."""
    torch = pytest.importorskip("torch")
    theirs = torchvision.models.vgg.make_layers(torchvision.models.vgg.cfgs["A"], batch_norm=True)
    ours = make_features(VGG11, batch_norm=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    copy_weights(torch, ours, theirs)
    ours.eval(), theirs.eval()
    x = np.random.default_rng(1).standard_normal((1, 3, 64, 64)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        got, expected = ours(minidnn.from_numpy(x)).numpy(), theirs(torch.from_numpy(x)).numpy()
    assert np.abs(got - expected).max() <= 1e-4 * np.abs(expected).max()
