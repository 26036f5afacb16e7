"""Residual networks: every block adds what it computes to what it was given.

Source: He, Zhang, Ren and Sun 2015, "Deep Residual Learning for Image Recognition"; the variant
with the stride on the 3x3 convolution (v1.5). Attribute names are torchvision's, so that its
published weights fit.
"""

from collections.abc import Sequence
from typing import Any

from minidnn import nn
from minidnn.functional import flatten
from minidnn.nn.folding import residual, through
from minidnn.tensor import Tensor
from minidnn.vision.models import published
from minidnn.vision.models.weights import (
    ResNet18_Weights,
    ResNet34_Weights,
    ResNet50_Weights,
    ResNet101_Weights,
    ResNet152_Weights,
    build,
    network,
)


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    """A convolution that keeps the size at stride 1; the batch norm behind it has the bias."""
    padding = kernel // 2
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False)


class BasicBlock(nn.Module):
    """x -> 3x3 -> 3x3 -> + x."""

    expansion = 1

    def __init__(
        self,
        inputs: int,
        width: int,
        stride: int = 1,
        downsample: Any = None,
        groups: int = 1,
        width_per_group: int = 64,
    ):
        if groups != 1 or width_per_group != 64:
            raise ValueError(
                f"BasicBlock has groups=1 and width_per_group=64; got {groups} and "
                f"{width_per_group}; use Bottleneck"
            )
        self.conv1 = conv(inputs, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv(width, width, 3)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        layers = self.conv1, self.bn1, self.relu, self.conv2, self.bn2
        return residual(x, shortcut, self.relu, *layers)


class Bottleneck(nn.Module):
    """x -> 1x1 to fewer channels -> 3x3 in groups -> 1x1 to four times as many -> + x."""

    expansion = 4

    def __init__(
        self,
        inputs: int,
        width: int,
        stride: int = 1,
        downsample: Any = None,
        groups: int = 1,
        width_per_group: int = 64,
    ):
        inner, outputs = int(width * width_per_group / 64) * groups, width * self.expansion
        self.conv1 = conv(inputs, inner, 1)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = conv(inner, inner, 3, stride, groups)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = conv(inner, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        y = through(x, self.conv1, self.bn1, self.relu, self.conv2, self.bn2, self.relu)
        shortcut = x if self.downsample is None else self.downsample(x)
        return residual(y, shortcut, self.relu, self.conv3, self.bn3)


class ResNet(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes): a stem, four layers of blocks, mean, linear.

    layers: the number of blocks in each layer.  zero_init_residual: every block starts as the
    identity.  groups, width_per_group: of the 3x3 convolutions (ResNeXt, wide networks).
    Convolutions start normal with variance 2/fan_out (He et al. 2015).
    """

    def __init__(
        self,
        block: type[BasicBlock] | type[Bottleneck],
        layers: Sequence[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
        groups: int = 1,
        width_per_group: int = 64,
    ):
        self.inplanes = 64
        self.groups, self.base_width = groups, width_per_group
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
        wide = {"groups": self.groups, "width_per_group": self.base_width}
        first = block(self.inplanes, width, stride, downsample, **wide)
        self.inplanes = outputs
        return nn.Sequential(first, *(block(outputs, width, **wide) for _ in range(blocks - 1)))

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


FIFTY = {"block": Bottleneck, "layers": [3, 4, 6, 3]}
HUNDRED = {"block": Bottleneck, "layers": [3, 4, 23, 3]}

resnext50_32x4d = network(
    "resnext50_32x4d",
    ResNet,
    published.ResNeXt50_32X4D_Weights,
    "ResNeXt-50: 32 groups of 4 channels (Xie et al. 2016), 25.0 million parameters.",
    **FIFTY,
    groups=32,
    width_per_group=4,
)
resnext101_32x8d = network(
    "resnext101_32x8d",
    ResNet,
    published.ResNeXt101_32X8D_Weights,
    "ResNeXt-101: 32 groups of 8 channels, 88.8 million parameters.",
    **HUNDRED,
    groups=32,
    width_per_group=8,
)
resnext101_64x4d = network(
    "resnext101_64x4d",
    ResNet,
    published.ResNeXt101_64X4D_Weights,
    "ResNeXt-101: 64 groups of 4 channels, 83.5 million parameters.",
    **HUNDRED,
    groups=64,
    width_per_group=4,
)
wide_resnet50_2 = network(
    "wide_resnet50_2",
    ResNet,
    published.Wide_ResNet50_2_Weights,
    "ResNet-50 with 3x3 convolutions twice as wide (Zagoruyko 2016), 68.9 million parameters.",
    **FIFTY,
    width_per_group=128,
)
wide_resnet101_2 = network(
    "wide_resnet101_2",
    ResNet,
    published.Wide_ResNet101_2_Weights,
    "ResNet-101 with 3x3 convolutions twice as wide, 126.9 million parameters.",
    **HUNDRED,
    width_per_group=128,
)
