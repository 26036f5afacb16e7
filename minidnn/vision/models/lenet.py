"""LeNet-5, the first convolutional network that read digits for a living.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document
Recognition"; with ReLU and max-pooling in place of the original's tanh and trained averages.
"""

from minidnn import nn
from minidnn.functional import flatten
from minidnn.tensor import Tensor


class LeNet5(nn.Module):
    """Images (N,in_channels,28,28) or (N,in_channels,32,32) -> scores (N,num_classes)."""

    def __init__(self, num_classes: int = 10, in_channels: int = 1, image_size: int = 28):
        if image_size not in (28, 32):
            raise ValueError(f"LeNet5: image_size must be 28 or 32; got {image_size}")
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 6, 5, padding=(32 - image_size) // 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(flatten(self.features(x), 1))


def lenet5(num_classes: int = 10, in_channels: int = 1, image_size: int = 28) -> LeNet5:
    """LeNet-5, 62 thousand parameters."""
    return LeNet5(num_classes, in_channels, image_size)
