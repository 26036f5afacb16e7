"""GoogLeNet: convolutions of several sizes side by side; two helpers to train the early layers.

Source: Szegedy et al. 2014, "Going Deeper with Convolutions". Attribute names are torchvision's;
like it, the third branch has 3x3 convolutions where the paper has 5x5.
"""

from collections import namedtuple
from typing import Any

from minidnn import nn
from minidnn.functional import adaptive_avg_pool2d, cat, flatten
from minidnn.tensor import Tensor
from minidnn.vision.models.published import GoogLeNet_Weights
from minidnn.vision.models.weights import build, resolve

GoogLeNetOutputs = namedtuple("GoogLeNetOutputs", ["logits", "aux_logits2", "aux_logits1"])


class BasicConv2d(nn.Module):
    """Convolution, batch normalisation, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, **options: Any):
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **options)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return self.bn(self.conv(x)).relu()


class Inception(nn.Module):
    """Four branches side by side, (N,C,H,W) -> (N,one + three + five + pool,H,W).

    mid, few: channels before the 3x3 convolutions of the second and of the third branch.
    """

    def __init__(self, inputs: int, one: int, mid: int, three: int, few: int, five: int, pool: int):
        self.branch1 = BasicConv2d(inputs, one, kernel_size=1)
        self.branch2 = nn.Sequential(
            BasicConv2d(inputs, mid, kernel_size=1),
            BasicConv2d(mid, three, kernel_size=3, padding=1),
        )
        self.branch3 = nn.Sequential(
            BasicConv2d(inputs, few, kernel_size=1),
            BasicConv2d(few, five, kernel_size=3, padding=1),
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, 1, padding=1, ceil_mode=True), BasicConv2d(inputs, pool, kernel_size=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class InceptionAux(nn.Module):
    """A small classifier in the middle of the network, used while training."""

    def __init__(self, inputs: int, num_classes: int, dropout: float = 0.7):
        self.conv = BasicConv2d(inputs, 128, kernel_size=1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = flatten(self.conv(adaptive_avg_pool2d(x, (4, 4))), 1)
        return self.fc2(self.dropout(self.fc1(x).relu()))


class GoogLeNet(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes).

    While training with aux_logits: GoogLeNetOutputs(logits, aux_logits2, aux_logits1).
    transform_input: the input was normalised for ImageNet; change it to -1 ... 1.
    """

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        init_weights: bool | None = None,
        dropout: float = 0.2,
        dropout_aux: float = 0.7,
    ):
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.conv1 = BasicConv2d(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2 = BasicConv2d(64, 64, kernel_size=1)
        self.conv3 = BasicConv2d(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.aux1 = InceptionAux(512, num_classes, dropout_aux) if aux_logits else None
        self.aux2 = InceptionAux(528, num_classes, dropout_aux) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(1024, num_classes)
        for module in self.modules():
            if init_weights is not False and isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.01, a=-2, b=2)

    def forward(self, x: Tensor) -> Any:
        if self.transform_input:
            scale, shift = x.new_tensor([0.458, 0.448, 0.45]), x.new_tensor([-0.03, -0.088, -0.188])
            x = x * scale.reshape(1, 3, 1, 1) + shift.reshape(1, 3, 1, 1)
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))
        x = self.maxpool3(self.inception3b(self.inception3a(x)))
        middle = self.inception4a(x)
        late = self.inception4d(self.inception4c(self.inception4b(middle)))
        x = self.inception5a(self.maxpool4(self.inception4e(late)))
        x = self.fc(self.dropout(flatten(self.avgpool(self.inception5b(x)), 1)))
        if self.training and self.aux1 is not None and self.aux2 is not None:
            return GoogLeNetOutputs(x, self.aux2(late), self.aux1(middle))
        return x


def googlenet(
    weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
) -> GoogLeNet:
    """GoogLeNet, 6.6 million parameters without the two helpers; options: those of the class.

    The published weights want transform_input, and leave the helpers out unless asked for.
    """
    if resolve(GoogLeNet_Weights, weights, pretrained) is None:
        return build(GoogLeNet, GoogLeNet_Weights, weights, pretrained, progress, options)
    keep = options.pop("aux_logits", False)
    options = {"transform_input": True, "init_weights": False, **options, "aux_logits": True}
    model = build(GoogLeNet, GoogLeNet_Weights, weights, pretrained, progress, options)
    if not keep:
        model.aux_logits, model.aux1, model.aux2 = False, None, None
    return model
