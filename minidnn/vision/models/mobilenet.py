"""MobileNet V2: blocks that widen, filter every channel by itself, and narrow again.

Source: Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks". Attribute
names are torchvision's.
"""

from typing import Any

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.weights import MobileNet_V2_Weights, build

# expansion, channels, number of blocks, stride of the first
PLAN = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


class ConvNormActivation(nn.Sequential):
    """Convolution, batch normalisation, ReLU6."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU6(inplace=True),
        )


class InvertedResidual(nn.Module):
    """x -> 1x1 to more channels -> 3x3 on each -> 1x1 to fewer -> + x where shapes agree."""

    def __init__(self, inputs: int, outputs: int, stride: int, expand_ratio: int):
        hidden = inputs * expand_ratio
        widen = [ConvNormActivation(inputs, hidden, 1)] if expand_ratio != 1 else []
        self.conv = nn.Sequential(
            *widen,
            ConvNormActivation(hidden, hidden, 3, stride, groups=hidden),
            nn.Conv2d(hidden, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.use_res_connect = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes); width_mult scales all channels."""

    def __init__(self, num_classes: int = 1000, width_mult: float = 1.0, dropout: float = 0.2):
        inputs = round_channels(32 * width_mult)
        last = round_channels(1280 * max(1.0, width_mult))
        layers: list[nn.Module] = [ConvNormActivation(3, inputs, 3, stride=2)]
        for expansion, channels, blocks, stride in PLAN:
            outputs = round_channels(channels * width_mult)
            for i in range(blocks):
                layers.append(InvertedResidual(inputs, outputs, stride if i == 0 else 1, expansion))
                inputs = outputs
        layers.append(ConvNormActivation(inputs, last, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(last, num_classes))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, 0.01)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.features(x).mean((2, 3)), 1))


def round_channels(channels: float, divisor: int = 8) -> int:
    """The nearest multiple of 8, but never more than a tenth below."""
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


def mobilenet_v2(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> MobileNetV2:
    """MobileNet V2, 3.5 million parameters; options: num_classes, width_mult, dropout."""
    return build(MobileNetV2, MobileNet_V2_Weights, weights, pretrained, progress, options)
