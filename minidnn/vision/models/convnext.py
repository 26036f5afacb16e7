"""ConvNeXt: a convolutional network with the habits of a Transformer.

Source: Liu et al. 2022, "A ConvNet for the 2020s". Attribute names are torchvision's.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from minidnn import nn
from minidnn.functional import layer_norm
from minidnn.tensor import Tensor, ones
from minidnn.vision.models import published
from minidnn.vision.models.weights import network
from minidnn.vision.ops.blocks import Conv2dNormActivation, Permute, StochasticDepth


class LayerNorm2d(nn.LayerNorm):
    """Normalise the channels of every pixel; x: (N,C,H,W)."""

    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 2, 3, 1)
        x = layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


Norm = partial(LayerNorm2d, eps=1e-6)


class CNBlock(nn.Module):
    """x + scale * (each channel filtered 7x7 -> normalised -> 4 times wider -> GELU -> back)."""

    def __init__(self, dim: int, layer_scale: float, stochastic_depth_prob: float):
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, 7, padding=3, groups=dim),
            Permute([0, 2, 3, 1]),
            nn.LayerNorm(dim, eps=1e-6),
            nn.Linear(dim, 4 * dim),
            nn.GELU(),
            nn.Linear(4 * dim, dim),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, x: Tensor) -> Tensor:
        return self.stochastic_depth(self.layer_scale * self.block(x)) + x


class ConvNeXt(nn.Module):
    """Images (N,3,H,W), at least 32 pixels a side -> scores (N,num_classes).

    widths: channels of the four stages.  depths: their blocks.  layer_scale: the first value of
    every block's scale.  stochastic_depth_prob: how often the last block is left out in training.
    """

    def __init__(
        self,
        widths: Sequence[int],
        depths: Sequence[int],
        stochastic_depth_prob: float = 0.0,
        layer_scale: float = 1e-6,
        num_classes: int = 1000,
    ):
        layers: list[nn.Module] = [
            Conv2dNormActivation(3, widths[0], 4, 4, 0, 1, Norm, None, bias=True)
        ]
        done = 0
        for i, (width, depth) in enumerate(zip(widths, depths, strict=True)):
            if i:
                halve = nn.Conv2d(widths[i - 1], width, 2, stride=2)
                layers.append(nn.Sequential(Norm(widths[i - 1]), halve))
            chances = [stochastic_depth_prob * (done + j) / (sum(depths) - 1) for j in range(depth)]
            layers.append(nn.Sequential(*(CNBlock(width, layer_scale, p) for p in chances)))
            done += depth
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            Norm(widths[-1]), nn.Flatten(1), nn.Linear(widths[-1], num_classes)
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(x)))


def convnext(size: str, known: Any, width: int, third: int, p: float) -> Any:
    about = f"ConvNeXt {size}; options: num_classes, stochastic_depth_prob, layer_scale."
    widths, depths = [width, 2 * width, 4 * width, 8 * width], [3, 3, third, 3]
    options: dict[str, Any] = {"widths": widths, "depths": depths, "stochastic_depth_prob": p}
    return network(f"convnext_{size}", ConvNeXt, known, about, **options)


convnext_tiny = convnext("tiny", published.ConvNeXt_Tiny_Weights, 96, 9, 0.1)
convnext_small = convnext("small", published.ConvNeXt_Small_Weights, 96, 27, 0.4)
convnext_base = convnext("base", published.ConvNeXt_Base_Weights, 128, 27, 0.5)
convnext_large = convnext("large", published.ConvNeXt_Large_Weights, 192, 27, 0.5)
