"""MobileNet V3: V2's blocks, some with squeeze and excitation, found by a search.

Source: Howard et al. 2019, "Searching for MobileNetV3", tables 1 and 2. Attribute names are
torchvision's.
"""

from collections.abc import Sequence
from functools import partial

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.mobilenet import round_channels
from minidnn.vision.models.published import (
    MobileNet_V3_Large_Weights,
    MobileNet_V3_Small_Weights,
)
from minidnn.vision.models.weights import network
from minidnn.vision.ops.blocks import Conv2dNormActivation, SqueezeExcitation

Row = tuple[int, int, int, bool, bool, int]

# kernel, expanded channels, channels, squeeze and excitation, Hardswish (else ReLU), stride
LARGE: tuple[Row, ...] = (
    (3, 16, 16, False, False, 1),
    (3, 64, 24, False, False, 2),
    (3, 72, 24, False, False, 1),
    (5, 72, 40, True, False, 2),
    (5, 120, 40, True, False, 1),
    (5, 120, 40, True, False, 1),
    (3, 240, 80, False, True, 2),
    (3, 200, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 480, 112, True, True, 1),
    (3, 672, 112, True, True, 1),
    (5, 672, 160, True, True, 2),
    (5, 960, 160, True, True, 1),
    (5, 960, 160, True, True, 1),
)
SMALL: tuple[Row, ...] = (
    (3, 16, 16, True, False, 2),
    (3, 72, 24, False, False, 2),
    (3, 88, 24, False, False, 1),
    (5, 96, 40, True, True, 2),
    (5, 240, 40, True, True, 1),
    (5, 240, 40, True, True, 1),
    (5, 120, 48, True, True, 1),
    (5, 144, 48, True, True, 1),
    (5, 288, 96, True, True, 2),
    (5, 576, 96, True, True, 1),
    (5, 576, 96, True, True, 1),
)
Norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)


class InvertedResidual(nn.Module):
    """x -> 1x1 wider -> each channel filtered -> (squeeze) -> 1x1 narrower -> + x if shapes agree.

    inputs: channels; row: a row of the plan, its channels already scaled.
    """

    def __init__(self, inputs: int, row: Row):
        kernel, hidden, outputs, squeeze, swish, stride = row
        act = nn.Hardswish if swish else nn.ReLU
        layers: list[nn.Module] = []
        if hidden != inputs:
            layers.append(Conv2dNormActivation(inputs, hidden, 1, 1, None, 1, Norm, act))
        layers.append(Conv2dNormActivation(hidden, hidden, kernel, stride, None, hidden, Norm, act))
        if squeeze:
            layers.append(
                SqueezeExcitation(
                    hidden, round_channels(hidden // 4), scale_activation=nn.Hardsigmoid
                )
            )
        layers.append(Conv2dNormActivation(hidden, outputs, 1, 1, None, 1, Norm, None))
        self.block = nn.Sequential(*layers)
        self.use_res_connect = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return self.block(x) + x if self.use_res_connect else self.block(x)


class MobileNetV3(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes); width_mult scales all channels."""

    def __init__(
        self,
        plan: Sequence[Row],
        last_channel: int,
        num_classes: int = 1000,
        dropout: float = 0.2,
        width_mult: float = 1.0,
    ):
        inputs = round_channels(16 * width_mult)
        layers: list[nn.Module] = [
            Conv2dNormActivation(3, inputs, 3, 2, None, 1, Norm, nn.Hardswish)
        ]
        for kernel, hidden, outputs, squeeze, swish, stride in plan:
            hidden, outputs = (round_channels(c * width_mult) for c in (hidden, outputs))
            row = (kernel, hidden, outputs, squeeze, swish, stride)
            layers.append(InvertedResidual(inputs, row))
            inputs = outputs
        layers.append(Conv2dNormActivation(inputs, 6 * inputs, 1, 1, None, 1, Norm, nn.Hardswish))
        last = round_channels(last_channel * width_mult)
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(6 * inputs, last),
            nn.Hardswish(inplace=True),
            nn.Dropout(dropout, inplace=True),
            nn.Linear(last, num_classes),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, 0.01)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.avgpool(self.features(x)), 1))


mobilenet_v3_large = network(
    "mobilenet_v3_large",
    MobileNetV3,
    MobileNet_V3_Large_Weights,
    "MobileNet V3 large, 5.5 million parameters; options: num_classes, width_mult, dropout.",
    plan=LARGE,
    last_channel=1280,
)
mobilenet_v3_small = network(
    "mobilenet_v3_small",
    MobileNetV3,
    MobileNet_V3_Small_Weights,
    "MobileNet V3 small, 2.5 million parameters; options: num_classes, width_mult, dropout.",
    plan=SMALL,
    last_channel=1024,
)
