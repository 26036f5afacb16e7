"""ShuffleNet V2: half of the channels are computed, half pass by, then they are shuffled.

Source: Ma, Zhang, Zheng and Sun 2018, "ShuffleNet V2: Practical Guidelines for Efficient CNN
Architecture Design". Attribute names are torchvision's.
"""

from collections.abc import Sequence
from typing import Any

from minidnn import nn
from minidnn.functional import cat
from minidnn.tensor import Tensor
from minidnn.vision.models import published
from minidnn.vision.models.weights import network


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """Channels (a1 a2 ... b1 b2 ...) -> (a1 b1 a2 b2 ...); x: (N,C,H,W)."""
    n, channels, height, width = x.shape
    x = x.reshape(n, groups, channels // groups, height, width).transpose(1, 2)
    return x.reshape(n, channels, height, width)


def pointwise(inputs: int, outputs: int) -> list[nn.Module]:
    """1x1 convolution, batch normalisation, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, 1, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def depthwise(channels: int, stride: int) -> list[nn.Module]:
    """3x3 convolution of every channel by itself, batch normalisation."""
    convolution = nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False)
    return [convolution, nn.BatchNorm2d(channels)]


class InvertedResidual(nn.Module):
    """Stride 1: half passes by; otherwise both branches see all, and the size is divided."""

    def __init__(self, inp: int, oup: int, stride: int):
        half = oup // 2
        if stride == 1 and inp != 2 * half:
            raise ValueError(f"with stride 1 inp must equal oup, both even; got {inp} and {oup}")
        self.stride = stride
        aside = [*depthwise(inp, stride), *pointwise(inp, half)] if stride > 1 else []
        self.branch1 = nn.Sequential(*aside)
        self.branch2 = nn.Sequential(
            *pointwise(inp if stride > 1 else half, half),
            *depthwise(half, stride),
            *pointwise(half, half),
        )

    def forward(self, x: Tensor) -> Tensor:
        if self.stride == 1:
            aside, x = x.chunk(2, 1)
        else:
            aside = self.branch1(x)
        return channel_shuffle(cat([aside, self.branch2(x)], 1), 2)


class ShuffleNetV2(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes)."""

    stage2: nn.Sequential
    stage3: nn.Sequential
    stage4: nn.Sequential

    def __init__(
        self,
        stages_repeats: Sequence[int],
        stages_out_channels: Sequence[int],
        num_classes: int = 1000,
    ):
        if len(stages_repeats) != 3 or len(stages_out_channels) != 5:
            raise ValueError(
                "ShuffleNetV2: expected 3 stages_repeats and 5 stages_out_channels, got "
                f"{stages_repeats} and {stages_out_channels}"
            )
        first, *middle, last = stages_out_channels
        stem = nn.Conv2d(3, first, 3, 2, 1, bias=False)
        self.conv1 = nn.Sequential(stem, nn.BatchNorm2d(first), nn.ReLU(inplace=True))
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        inputs = first
        for i, (repeats, outputs) in enumerate(zip(stages_repeats, middle, strict=True), start=2):
            blocks = [InvertedResidual(inputs, outputs, 2)]
            blocks += [InvertedResidual(outputs, outputs, 1) for _ in range(repeats - 1)]
            setattr(self, f"stage{i}", nn.Sequential(*blocks))
            inputs = outputs
        self.conv5 = nn.Sequential(*pointwise(inputs, last))
        self.fc = nn.Linear(last, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.conv1(x))
        x = self.conv5(self.stage4(self.stage3(self.stage2(x))))
        return self.fc(x.mean((2, 3)))


def shufflenet(name: str, known: Any, channels: Sequence[int]) -> Any:
    about = f"ShuffleNet V2 with {channels[1]} channels in its second stage; option: num_classes."
    options = {"stages_repeats": [4, 8, 4], "stages_out_channels": channels}
    return network(name, ShuffleNetV2, known, about, **options)


shufflenet_v2_x0_5 = shufflenet(
    "shufflenet_v2_x0_5", published.ShuffleNet_V2_X0_5_Weights, [24, 48, 96, 192, 1024]
)
shufflenet_v2_x1_0 = shufflenet(
    "shufflenet_v2_x1_0", published.ShuffleNet_V2_X1_0_Weights, [24, 116, 232, 464, 1024]
)
shufflenet_v2_x1_5 = shufflenet(
    "shufflenet_v2_x1_5", published.ShuffleNet_V2_X1_5_Weights, [24, 176, 352, 704, 1024]
)
shufflenet_v2_x2_0 = shufflenet(
    "shufflenet_v2_x2_0", published.ShuffleNet_V2_X2_0_Weights, [24, 244, 488, 976, 2048]
)
