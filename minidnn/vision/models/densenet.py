"""DenseNet: every layer of a block sees what all layers before it have computed.

Source: Huang, Liu, van der Maaten and Weinberger 2016, "Densely Connected Convolutional Networks".
Attribute names are torchvision's.
"""

import re
from collections.abc import Sequence
from typing import Any

from minidnn import nn
from minidnn.functional import cat, flatten
from minidnn.tensor import Tensor
from minidnn.vision.models import published
from minidnn.vision.models.weights import network


class DenseLayer(nn.Module):
    """List of (N,C_i,H,W) -> (N,growth_rate,H,W)."""

    def __init__(self, inputs: int, growth_rate: int, bn_size: int, drop_rate: float):
        hidden = bn_size * growth_rate
        self.norm1 = nn.BatchNorm2d(inputs)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(inputs, hidden, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(hidden)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(hidden, growth_rate, 3, padding=1, bias=False)
        self.drop_rate = float(drop_rate)

    def forward(self, features: Sequence[Tensor]) -> Tensor:
        x = self.conv1(self.relu1(self.norm1(cat(list(features), 1))))
        x = self.conv2(self.relu2(self.norm2(x)))
        return nn.functional.dropout(x, self.drop_rate, self.training)


class DenseBlock(nn.ModuleDict):
    """(N,C,H,W) -> (N,C + num_layers growth_rate,H,W)."""

    def __init__(
        self, num_layers: int, inputs: int, bn_size: int, growth_rate: int, drop_rate: float
    ):
        super().__init__()
        for i in range(num_layers):
            layer = DenseLayer(inputs + i * growth_rate, growth_rate, bn_size, drop_rate)
            self.add_module(f"denselayer{i + 1}", layer)

    def forward(self, x: Tensor) -> Tensor:
        features = [x]
        for layer in self.values():
            features.append(layer(features))
        return cat(features, 1)


class Transition(nn.Sequential):
    """Between blocks: other channels, half the size."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.norm = nn.BatchNorm2d(inputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.pool = nn.AvgPool2d(2, 2)


class DenseNet(nn.Module):
    """Images (N,3,H,W), at least 29 pixels a side -> scores (N,num_classes).

    growth_rate: channels that each layer adds.  block_config: layers in each block.  bn_size: how
    many times growth_rate the 1x1 convolutions have.
    """

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: Sequence[int] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int = 4,
        drop_rate: float = 0,
        num_classes: int = 1000,
    ):
        channels = num_init_features
        self.features = nn.Sequential()
        self.features.add_module("conv0", nn.Conv2d(3, channels, 7, 2, 3, bias=False))
        self.features.add_module("norm0", nn.BatchNorm2d(channels))
        self.features.add_module("relu0", nn.ReLU(inplace=True))
        self.features.add_module("pool0", nn.MaxPool2d(3, 2, padding=1))
        for i, layers in enumerate(block_config, start=1):
            block = DenseBlock(layers, channels, bn_size, growth_rate, drop_rate)
            self.features.add_module(f"denseblock{i}", block)
            channels += layers * growth_rate
            if i < len(block_config):
                self.features.add_module(f"transition{i}", Transition(channels, channels // 2))
                channels //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
            elif isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.features(x).relu().mean((2, 3)), 1))

    @staticmethod
    def renamed(state: dict[str, Any]) -> dict[str, Any]:
        """The published files say norm.1 where the network says norm1."""
        old = re.compile(r"(denselayer\d+\.(?:norm|conv))\.([12]\.)")
        return {old.sub(r"\1\2", name): value for name, value in state.items()}


def densenet(name: str, known: Any, growth: int, config: Sequence[int], first: int) -> Any:
    about = f"DenseNet-{name.removeprefix('densenet')}; options: num_classes, drop_rate, bn_size."
    options = {"growth_rate": growth, "block_config": config, "num_init_features": first}
    return network(name, DenseNet, known, about, **options)


densenet121 = densenet("densenet121", published.DenseNet121_Weights, 32, (6, 12, 24, 16), 64)
densenet161 = densenet("densenet161", published.DenseNet161_Weights, 48, (6, 12, 36, 24), 96)
densenet169 = densenet("densenet169", published.DenseNet169_Weights, 32, (6, 12, 32, 32), 64)
densenet201 = densenet("densenet201", published.DenseNet201_Weights, 32, (6, 12, 48, 32), 64)
