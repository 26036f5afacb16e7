"""VGG networks: 3x3 convolutions one after the other, the image halved between groups of them.

Source: Simonyan and Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image
Recognition". Attribute names are torchvision's.
"""

from collections.abc import Sequence
from typing import Any

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.published import (
    VGG13_BN_Weights,
    VGG13_Weights,
    VGG19_BN_Weights,
    VGG19_Weights,
)
from minidnn.vision.models.weights import (
    VGG11_BN_Weights,
    VGG11_Weights,
    VGG16_BN_Weights,
    VGG16_Weights,
    build,
    network,
)

# Channels of the convolutions; 0 halves the image
VGG11 = (64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0)
VGG13 = (64, 64, 0, 128, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0)
VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
VGG19 = (
    *(64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0),
    *(512, 512, 512, 512, 0, 512, 512, 512, 512, 0),
)


class VGG(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes)."""

    def __init__(
        self,
        plan: Sequence[int],
        batch_norm: bool = False,
        num_classes: int = 1000,
        dropout: float = 0.5,
    ):
        self.features = make_features(plan, batch_norm)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(True),
            nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, 0.01)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.avgpool(self.features(x)), 1))


def make_features(plan: Sequence[int], batch_norm: bool) -> nn.Sequential:
    """The convolutions of a plan."""
    layers: list[nn.Module] = []
    inputs = 3
    for outputs in plan:
        if outputs == 0:
            layers.append(nn.MaxPool2d(2))
            continue
        layers.append(nn.Conv2d(inputs, outputs, 3, padding=1))
        if batch_norm:
            layers.append(nn.BatchNorm2d(outputs))
        layers.append(nn.ReLU(True))
        inputs = outputs
    return nn.Sequential(*layers)


def vgg11(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> VGG:
    """VGG-11, 132.9 million parameters; options: num_classes, dropout."""
    return build(VGG, VGG11_Weights, weights, pretrained, progress, {"plan": VGG11, **options})


def vgg11_bn(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> VGG:
    """VGG-11 with batch normalisation; options: num_classes, dropout."""
    options = {"plan": VGG11, "batch_norm": True, **options}
    return build(VGG, VGG11_BN_Weights, weights, pretrained, progress, options)


def vgg16(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> VGG:
    """VGG-16, 138.4 million parameters; options: num_classes, dropout."""
    return build(VGG, VGG16_Weights, weights, pretrained, progress, {"plan": VGG16, **options})


def vgg16_bn(
    *, weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> VGG:
    """VGG-16 with batch normalisation; options: num_classes, dropout."""
    options = {"plan": VGG16, "batch_norm": True, **options}
    return build(VGG, VGG16_BN_Weights, weights, pretrained, progress, options)


vgg13 = network("vgg13", VGG, VGG13_Weights, "VGG-13, 133.0 million parameters.", plan=VGG13)
vgg13_bn = network(
    "vgg13_bn", VGG, VGG13_BN_Weights, "VGG-13, batch-normalised.", plan=VGG13, batch_norm=True
)
vgg19 = network("vgg19", VGG, VGG19_Weights, "VGG-19, 143.7 million parameters.", plan=VGG19)
vgg19_bn = network(
    "vgg19_bn", VGG, VGG19_BN_Weights, "VGG-19, batch-normalised.", plan=VGG19, batch_norm=True
)
