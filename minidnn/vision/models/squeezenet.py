"""SqueezeNet: 1x1 convolutions squeeze the channels before 3x3 ones see them.

Source: Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters".
Attribute names are torchvision's.
"""

from minidnn import nn
from minidnn.functional import cat, flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.published import SqueezeNet1_0_Weights, SqueezeNet1_1_Weights
from minidnn.vision.models.weights import network

# First convolution (channels, kernel), then fires (squeezed, expanded by each), 0 halves the image
PLANS = {
    "1_0": ((96, 7), (0, 16, 16, 32, 0, 32, 48, 48, 64, 0, 64)),
    "1_1": ((64, 3), (0, 16, 16, 0, 32, 32, 0, 48, 48, 64, 64)),
}


class Fire(nn.Module):
    """x -> 1x1 to few channels -> 1x1 and 3x3 side by side."""

    def __init__(
        self, inplanes: int, squeeze_planes: int, expand1x1_planes: int, expand3x3_planes: int
    ):
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, 1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, 1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, 3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze_activation(self.squeeze(x))
        small = self.expand1x1_activation(self.expand1x1(x))
        return cat([small, self.expand3x3_activation(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    """Images (N,3,H,W), at least 21 pixels a side -> scores (N,num_classes).

    version: "1_0", or "1_1" that computes 2.4 times less. Raises: ValueError for another.
    """

    def __init__(self, version: str = "1_0", num_classes: int = 1000, dropout: float = 0.5):
        if version not in PLANS:
            raise ValueError(f"SqueezeNet: version must be '1_0' or '1_1', got {version!r}")
        self.num_classes = num_classes
        (channels, kernel), plan = PLANS[version]
        layers: list[nn.Module] = [nn.Conv2d(3, channels, kernel, stride=2), nn.ReLU(inplace=True)]
        for squeezed in plan:
            if squeezed == 0:
                layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
                continue
            layers.append(Fire(channels, squeezed, 4 * squeezed, 4 * squeezed))
            channels = 8 * squeezed
        self.features = nn.Sequential(*layers)
        last = nn.Conv2d(512, num_classes, 1)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), last, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1))
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.normal_(last.weight, 0, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        return flatten(self.classifier(self.features(x)), 1)


squeezenet1_0 = network(
    "squeezenet1_0",
    SqueezeNet,
    SqueezeNet1_0_Weights,
    "SqueezeNet 1.0, 1.2 million parameters; options: num_classes, dropout.",
    version="1_0",
)
squeezenet1_1 = network(
    "squeezenet1_1",
    SqueezeNet,
    SqueezeNet1_1_Weights,
    "SqueezeNet 1.1, 1.2 million parameters, 2.4 times less to compute.",
    version="1_1",
)
