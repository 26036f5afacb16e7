"""Every layer against PyTorch: outputs, gradients and state dicts, over its argument variants."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

from .parity import same_module  # noqa: E402

rng = np.random.default_rng(3)


def images(*shape):
    return rng.standard_normal(shape)


IMAGE = images(3, 4, 9, 8)
LAYERS = [
    ("Linear", {"in_features": 5, "out_features": 3}, images(4, 5)),
    ("Linear", {"in_features": 5, "out_features": 3, "bias": False}, images(2, 3, 5)),
    ("Linear", {"in_features": 5, "out_features": 1}, images(5)),
    ("Identity", {}, images(3, 2)),
    ("ReLU", {}, images(4, 5)),
    ("ReLU", {"inplace": False}, images(1)),
    ("ReLU6", {}, 5 * images(4, 5)),
    ("LeakyReLU", {}, images(4, 5)),
    ("LeakyReLU", {"negative_slope": 0.3}, images(4, 5)),
    ("GELU", {}, 3 * images(4, 5)),
    ("GELU", {}, 3 * images(130, 140)),
    ("GELU", {"approximate": "tanh"}, 3 * images(4, 5)),
    ("GELU", {"approximate": "tanh"}, 3 * images(130, 140)),
    ("LayerNorm", {"normalized_shape": 5}, images(4, 5)),
    ("LayerNorm", {"normalized_shape": (3, 5), "eps": 1e-3}, images(2, 4, 3, 5) + 2),
    ("LayerNorm", {"normalized_shape": 5, "elementwise_affine": False}, images(5)),
    ("LayerNorm", {"normalized_shape": 70}, images(3, 100, 70) + 2),
    ("LayerNorm", {"normalized_shape": (7, 10), "bias": False}, images(301, 7, 10)),
    ("LayerNorm", {"normalized_shape": 7, "elementwise_affine": False}, images(3001, 7)),
    ("Sigmoid", {}, 20 * images(4, 5)),
    ("Tanh", {}, 3 * images(4, 5)),
    ("Softmax", {"dim": 1}, 10 * images(4, 5)),
    ("Softmax", {"dim": -1}, images(2, 3, 4)),
    ("LogSoftmax", {"dim": 0}, images(4, 5)),
    ("LogSoftmax", {"dim": 1}, 10 * images(2, 3, 4, 5)),
    ("Flatten", {}, images(2, 3, 4)),
    ("Flatten", {"start_dim": 0, "end_dim": 1}, images(2, 3, 4)),
    ("Unflatten", {"dim": 1, "unflattened_size": (2, 3)}, images(4, 6)),
    ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3}, IMAGE),
    ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3}, images(4, 5, 6)),
    ("Conv2d", {"in_channels": 4, "out_channels": 2, "kernel_size": (2, 3), "stride": 2}, IMAGE),
    (
        "Conv2d",
        {"in_channels": 4, "out_channels": 2, "kernel_size": 3, "padding": (1, 2), "bias": False},
        IMAGE,
    ),
    (
        "Conv2d",
        {"in_channels": 4, "out_channels": 2, "kernel_size": (4, 3), "padding": "same"},
        IMAGE,
    ),
    (
        "Conv2d",
        {"in_channels": 4, "out_channels": 2, "kernel_size": 3, "padding": "valid", "dilation": 2},
        IMAGE,
    ),
    (
        "Conv2d",
        {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "groups": 4, "stride": (2, 1)},
        IMAGE,
    ),
    ("Conv2d", {"in_channels": 4, "out_channels": 3, "kernel_size": 1}, IMAGE),
    ("MaxPool2d", {"kernel_size": 2}, IMAGE),
    ("MaxPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, IMAGE),
    ("MaxPool2d", {"kernel_size": (2, 3), "stride": (1, 2), "ceil_mode": True}, IMAGE),
    ("MaxPool2d", {"kernel_size": 2, "dilation": 2}, IMAGE),
    ("AvgPool2d", {"kernel_size": 2}, IMAGE),
    ("AvgPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, IMAGE),
    ("AvgPool2d", {"kernel_size": 3, "padding": 1, "count_include_pad": False}, IMAGE),
    ("AvgPool2d", {"kernel_size": 2, "stride": 3, "ceil_mode": True}, IMAGE),
    ("AvgPool2d", {"kernel_size": 2, "divisor_override": 3}, IMAGE),
    ("AdaptiveAvgPool2d", {"output_size": 1}, IMAGE),
    ("AdaptiveAvgPool2d", {"output_size": (4, 3)}, IMAGE),
    ("AdaptiveAvgPool2d", {"output_size": (None, 5)}, IMAGE),
    ("BatchNorm1d", {"num_features": 5}, images(6, 5)),
    ("BatchNorm1d", {"num_features": 5}, images(2, 5, 3)),
    ("BatchNorm1d", {"num_features": 5, "affine": False}, images(6, 5)),
    ("BatchNorm1d", {"num_features": 5, "bias": False}, images(6, 5)),
    ("BatchNorm2d", {"num_features": 4}, IMAGE),
    ("BatchNorm2d", {"num_features": 4, "momentum": None}, IMAGE),
    ("BatchNorm2d", {"num_features": 4, "momentum": 0.3, "eps": 1e-3}, IMAGE),
    ("BatchNorm2d", {"num_features": 4, "track_running_stats": False}, IMAGE),
    ("Dropout", {"p": 0.0}, images(4, 5)),
    ("Dropout2d", {"p": 0.0}, IMAGE),
]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("name", "options", "x"), LAYERS)
def test_layer(name, options, x, training, dtype):
    ours = getattr(nn, name)(**options).train(training)
    theirs = getattr(torch.nn, name)(**options).train(training)
    for buffer in theirs.buffers():
        if buffer.dtype.is_floating_point:
            buffer.copy_(torch.tensor(rng.uniform(0.5, 2, tuple(buffer.shape))))
    same_module(ours, theirs, x, dtype=dtype, steps=3 if "Batch" in name else 1)


@pytest.mark.parametrize(("name", "options", "x"), LAYERS)
def test_repr(name, options, x):
    ours, theirs = repr(getattr(nn, name)(**options)), repr(getattr(torch.nn, name)(**options))
    assert ours == theirs


def network(nn, tensor):
    """A network with parts, shared parts and a parameter of its own after a part."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Sequential(nn.Conv2d(4, 6, 3, bias=False), nn.BatchNorm2d(6), nn.ReLU())
            self.scale = nn.Parameter(tensor([1.5] * 24))
            self.pool = nn.AdaptiveAvgPool2d(2)
            self.parts = nn.ModuleList([nn.Linear(24, 24), nn.Tanh()])
            self.again = self.parts[0]
            self.heads = nn.ModuleDict({"a": nn.Linear(24, 3)})
            self.register_buffer("seen", tensor([2.0]))
            self.register_buffer("passing", tensor([3.0]), persistent=False)
            self.nothing = None

        def forward(self, x):
            x = self.pool(self.first(x)).reshape(-1, 24) * self.scale
            for part in self.parts:
                x = part(x)
            return self.heads["a"](self.again(x)) + self.seen + self.passing

    return Net()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_network(dtype):
    ours, theirs = network(nn, minidnn.tensor), network(torch.nn, torch.tensor)
    for names in ("named_modules", "named_parameters", "named_buffers", "named_children"):
        assert [n for n, _ in getattr(ours, names)()] == [n for n, _ in getattr(theirs, names)()]
    same_module(ours, theirs, IMAGE, dtype=dtype, steps=2)
    assert repr(ours) == repr(theirs)
