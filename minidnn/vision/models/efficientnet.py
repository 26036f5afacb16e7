"""EfficientNet b0 to b7: one plan of blocks; depth, width and image size grow together.

Source: Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
Networks", table 1. Attribute names are torchvision's.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor
from minidnn.vision.models import published
from minidnn.vision.models.mobilenet import round_channels
from minidnn.vision.models.weights import network
from minidnn.vision.ops.blocks import Conv2dNormActivation, SqueezeExcitation, StochasticDepth

# expansion, kernel, stride, channels before, channels, blocks
PLAN = (
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
)
Norm = Callable[..., nn.Module]


class MBConv(nn.Module):
    """x -> 1x1 wider -> each channel filtered -> squeeze and excitation -> 1x1 -> + x."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        expand_ratio: int,
        kernel: int,
        stride: int,
        stochastic_depth_prob: float,
        norm: Norm,
    ):
        hidden = round_channels(inputs * expand_ratio)
        layers: list[nn.Module] = []
        if hidden != inputs:
            layers.append(Conv2dNormActivation(inputs, hidden, 1, 1, None, 1, norm, nn.SiLU))
        layers += [
            Conv2dNormActivation(hidden, hidden, kernel, stride, None, hidden, norm, nn.SiLU),
            SqueezeExcitation(hidden, max(1, inputs // 4), partial(nn.SiLU, inplace=True)),
            Conv2dNormActivation(hidden, outputs, 1, 1, None, 1, norm, None),
        ]
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.use_res_connect = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.block(x)
        return self.stochastic_depth(y) + x if self.use_res_connect else y


class EfficientNet(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes).

    width_mult, depth_mult: factors of channels and of blocks.  stochastic_depth_prob: how often the
    last block is left out while training; earlier ones less.
    """

    def __init__(
        self,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        dropout: float = 0.2,
        stochastic_depth_prob: float = 0.2,
        num_classes: int = 1000,
        norm_layer: Norm = nn.BatchNorm2d,
    ):
        counts = [math.ceil(row[-1] * depth_mult) for row in PLAN]
        inputs = round_channels(PLAN[0][3] * width_mult)
        layers: list[nn.Module] = [
            Conv2dNormActivation(3, inputs, 3, 2, None, 1, norm_layer, nn.SiLU)
        ]
        done = 0
        for (expand, kernel, stride, _, channels, _), count in zip(PLAN, counts, strict=True):
            outputs = round_channels(channels * width_mult)
            stage = []
            for i in range(count):
                p = stochastic_depth_prob * done / sum(counts)
                step = stride if i == 0 else 1
                stage.append(MBConv(inputs, outputs, expand, kernel, step, p, norm_layer))
                inputs, done = outputs, done + 1
            layers.append(nn.Sequential(*stage))
        layers.append(Conv2dNormActivation(inputs, 4 * inputs, 1, 1, None, 1, norm_layer, nn.SiLU))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout, inplace=True), nn.Linear(4 * inputs, num_classes)
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
            elif isinstance(module, nn.Linear):
                bound = 1 / math.sqrt(num_classes)
                nn.init.uniform_(module.weight, -bound, bound)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.avgpool(self.features(x)), 1))


def efficientnet(name: str, known: Any, width: float, depth: float, dropout: float) -> Any:
    about = f"EfficientNet {name[-2:]}; options: num_classes, dropout, stochastic_depth_prob."
    fixed: dict[str, Any] = {"width_mult": width, "depth_mult": depth, "dropout": dropout}
    if name[-1] in "567":  # these three were published with another batch normalisation
        fixed["norm_layer"] = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
    return network(name, EfficientNet, known, about, **fixed)


efficientnet_b0 = efficientnet("efficientnet_b0", published.EfficientNet_B0_Weights, 1.0, 1.0, 0.2)
efficientnet_b1 = efficientnet("efficientnet_b1", published.EfficientNet_B1_Weights, 1.0, 1.1, 0.2)
efficientnet_b2 = efficientnet("efficientnet_b2", published.EfficientNet_B2_Weights, 1.1, 1.2, 0.3)
efficientnet_b3 = efficientnet("efficientnet_b3", published.EfficientNet_B3_Weights, 1.2, 1.4, 0.3)
efficientnet_b4 = efficientnet("efficientnet_b4", published.EfficientNet_B4_Weights, 1.4, 1.8, 0.4)
efficientnet_b5 = efficientnet("efficientnet_b5", published.EfficientNet_B5_Weights, 1.6, 2.2, 0.4)
efficientnet_b6 = efficientnet("efficientnet_b6", published.EfficientNet_B6_Weights, 1.8, 2.6, 0.5)
efficientnet_b7 = efficientnet("efficientnet_b7", published.EfficientNet_B7_Weights, 2.0, 3.1, 0.5)
