"""AlexNet: the network that made deep learning famous, in its version for one GPU.

Source: Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks".
Attribute names are torchvision's.
"""

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.published import AlexNet_Weights
from minidnn.vision.models.weights import network


class AlexNet(nn.Module):
    """Images (N,3,H,W), at least 63 pixels a side -> scores (N,num_classes)."""

    def __init__(self, num_classes: int = 1000, dropout: float = 0.5):
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.avgpool(self.features(x)), 1))


alexnet = network(
    "alexnet",
    AlexNet,
    AlexNet_Weights,
    "AlexNet, 61.1 million parameters; options: num_classes, dropout.",
)
