"""Residual networks: every block adds what it computes to what it was given.

Source: He, Zhang, Ren and Sun 2015, "Deep Residual Learning for Image Recognition"; the variant
with the stride on the 3x3 convolution (v1.5). Attribute names are torchvision's, so that its
published weights fit.
"""

from collections.abc import Sequence
from typing import Any

from minidnn import nn
from minidnn.functional import flatten
from minidnn.nn.folding import through
from minidnn.tensor import Tensor
from minidnn.vision.models.weights import (
    ResNet18_Weights,
    ResNet34_Weights,
    ResNet50_Weights,
    ResNet101_Weights,
    ResNet152_Weights,
    build,
)


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Conv2d:
    """A convolution that keeps the size at stride 1; the batch norm behind it has the bias."""
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)


class BasicBlock(nn.Module):
    """x -> 3x3 -> 3x3 -> + x."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int = 1, downsample: Any = None):
        self.conv1 = conv(inputs, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv(width, width, 3)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        y = through(x, self.conv1, self.bn1, self.relu, self.conv2, self.bn2)
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.relu(y + shortcut)


class Bottleneck(nn.Module):
    """x -> 1x1 to fewer channels -> 3x3 -> 1x1 to four times as many -> + x."""

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int = 1, downsample: Any = None):
        self.conv1 = conv(inputs, width, 1)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv(width, width, 3, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = conv(width, width * self.expansion, 1)
        self.bn3 = nn.BatchNorm2d(width * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        y = through(x, self.conv1, self.bn1, self.relu, self.conv2, self.bn2, self.relu)
        y = through(y, self.conv3, self.bn3)
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.relu(y + shortcut)


class ResNet(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes): a stem, four layers of blocks, mean, linear.

    layers: the number of blocks in each layer.  zero_init_residual: every block starts as the
    identity.  Convolutions start normal with variance 2/fan_out (He et al. 2015).
    """

    def __init__(
        self,
        block: type[BasicBlock] | type[Bottleneck],
        layers: Sequence[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
    ):
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = self.make_layer(block, 64, layers[0])
        self.layer2 = self.make_layer(block, 128, layers[1], stride=2)
        self.layer3 = self.make_layer(block, 256, layers[2], stride=2)
        self.layer4 = self.make_layer(block, 512, layers[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)
        self.initialise(block, zero_init_residual)

    def make_layer(
        self, block: type[BasicBlock] | type[Bottleneck], width: int, blocks: int, stride: int = 1
    ) -> nn.Sequential:
        """Blocks of one width; where the shape changes, so does the first one's shortcut."""
        outputs = width * block.expansion
        downsample = None
        if stride != 1 or self.inplanes != outputs:
            downsample = nn.Sequential(
                conv(self.inplanes, outputs, 1, stride), nn.BatchNorm2d(outputs)
            )
        first = block(self.inplanes, width, stride, downsample)
        self.inplanes = outputs
        return nn.Sequential(first, *(block(outputs, width) for _ in range(blocks - 1)))

    def initialise(
        self, block: type[BasicBlock] | type[Bottleneck], zero_init_residual: bool
    ) -> None:
        """Draw the initial weights."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        last = ".bn3.weight" if block is Bottleneck else ".bn2.weight"
        for name, parameter in self.named_parameters():
            if zero_init_residual and name.endswith(last):
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(through(x, self.conv1, self.bn1, self.relu))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(flatten(self.avgpool(x), 1))


def resnet18(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> ResNet:
    """ResNet-18, 11.7 million parameters; options: num_classes, zero_init_residual."""
    options = {"block": BasicBlock, "layers": [2, 2, 2, 2], **options}
    return build(ResNet, ResNet18_Weights, weights, pretrained, progress, options)


def resnet34(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> ResNet:
    """ResNet-34, 21.8 million parameters; options: num_classes, zero_init_residual."""
    options = {"block": BasicBlock, "layers": [3, 4, 6, 3], **options}
    return build(ResNet, ResNet34_Weights, weights, pretrained, progress, options)


def resnet50(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> ResNet:
    """ResNet-50, 25.6 million parameters; options: num_classes, zero_init_residual."""
    options = {"block": Bottleneck, "layers": [3, 4, 6, 3], **options}
    return build(ResNet, ResNet50_Weights, weights, pretrained, progress, options)


def resnet101(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> ResNet:
    """ResNet-101, 44.5 million parameters; options: num_classes, zero_init_residual."""
    options = {"block": Bottleneck, "layers": [3, 4, 23, 3], **options}
    return build(ResNet, ResNet101_Weights, weights, pretrained, progress, options)


def resnet152(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> ResNet:
    """ResNet-152, 60.2 million parameters; options: num_classes, zero_init_residual."""
    options = {"block": Bottleneck, "layers": [3, 8, 36, 3], **options}
    return build(ResNet, ResNet152_Weights, weights, pretrained, progress, options)
