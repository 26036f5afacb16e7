"""The networks that `minidnn train` knows by name. To add one, add an Entry to MODELS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import tutorial
from ..nn import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    init,
)
from ..tape import no_grad
from ..tensor import tensor
from ..vision import models as vision

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """about: a line for the list.  build(shape of one sample, number of classes) -> Module."""

    about: str
    build: Callable[[Shape, int], Module]
    images_only: bool = True


def build(name: str, shape: Shape, classes: int) -> Module:
    """The network of a name for inputs of a shape (C, H, W) or (D,)."""
    entry = MODELS.get(name)
    if entry is None:
        raise ValueError(f"there is no model {name!r}; there are {', '.join(MODELS)}")
    if entry.images_only and len(shape) != 3:
        raise ValueError(
            f"the model {name} is for images; this data has {shape[0]} numbers a sample"
        )
    return entry.build(tuple(shape), classes)


def tutorial_network(shape: Shape, classes: int) -> Module:
    """The tutorial's 5-64-64-1 in float64, with the weights that tutorial.Model draws."""
    if shape != (5,):
        raise ValueError(
            f"the model tutorial takes 5 numbers a sample; this data has shape {shape}"
        )
    return from_tutorial(tutorial.Model())


def from_tutorial(model: Any) -> Module:
    """A tutorial.Model as modules: w (I,O) becomes weight (O,I), b (1,O) becomes bias (O,)."""
    layers: list[Module] = []
    for w, b in ((model.w1, model.b1), (model.w2, model.b2), (model.w3, model.b3)):
        layer: Any = Linear(w.shape[0], w.shape[1], dtype="float64")
        with no_grad():
            layer.weight.copy_(tensor(w.T.copy()))
            layer.bias.copy_(tensor(b[0]))
        layers += [layer, ReLU()]
    return Sequential(*layers[:-1], Sigmoid())


def document_network(shape: Shape, classes: int, relu: bool = False) -> Module:
    """The digits tutorial's in-512-256-128-out: truncated normal weights, dropout at the end."""
    sizes = (shape[0] * shape[1] * shape[2], 512, 256, 128, classes)
    layers: list[Module] = [Flatten()]
    for inputs, outputs in zip(sizes, sizes[1:]):
        layer: Any = Linear(inputs, outputs)
        init.trunc_normal_(layer.weight, std=0.1, a=-0.2, b=0.2)
        init.constant_(layer.bias, 0.1)
        layers += [layer, ReLU()] if relu else [layer]
    layers = layers[:-1] if relu else layers
    return Sequential(*layers[:-1], Dropout(0.5), layers[-1])


def mlp(shape: Shape, classes: int) -> Module:
    """in-256-128-out with ReLU and a little dropout; in-64-out for inputs of few numbers."""
    inputs = shape[0] * shape[1] * shape[2]
    if inputs <= 64:
        return Sequential(Flatten(), Linear(inputs, 64), ReLU(), Linear(64, classes))
    head = [Linear(256, 128), ReLU(), Dropout(0.2), Linear(128, classes)]
    return Sequential(Flatten(), Linear(inputs, 256), ReLU(), Dropout(0.2), *head)


def cnn(shape: Shape, classes: int) -> Module:
    """Two convolutions with pooling, then two linear layers; small images are pooled only once."""
    channels, height, width = shape
    if min(height, width) < 16:
        return Sequential(
            *(Conv2d(channels, 16, 3, padding=1), BatchNorm2d(16), ReLU()),
            *(Conv2d(16, 32, 3, padding=1), BatchNorm2d(32), ReLU(), MaxPool2d(2), Flatten()),
            *(Dropout(0.3), Linear(32 * (height // 2) * (width // 2), classes)),
        )
    features = 32 * (height // 4) * (width // 4)
    return Sequential(
        *(Conv2d(channels, 16, 3, padding=1), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, 3, padding=1), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(features, 64), ReLU(), Dropout(0.2), Linear(64, classes)),
    )


def deep_cnn(shape: Shape, classes: int) -> Module:
    """Three pairs of convolutions with batch normalisation, then the mean over the image."""
    layers: list[Module] = []
    inputs = shape[0]
    for outputs in (32, 64, 128):
        for _ in range(2):
            layers += [
                Conv2d(inputs, outputs, 3, padding=1, bias=False),
                BatchNorm2d(outputs),
                ReLU(),
            ]
            inputs = outputs
        layers.append(MaxPool2d(2))
    layers[-1] = AdaptiveAvgPool2d(1)
    return Sequential(*layers, Flatten(), Dropout(0.2), Linear(inputs, classes))


def published(make: Callable[..., Module]) -> Callable[[Shape, int], Module]:
    """A network of `minidnn.vision.models`, with random weights."""

    def build_network(shape: Shape, classes: int) -> Module:
        if shape[0] != 3:
            raise ValueError(f"{make.__name__} takes images of 3 colours; this data has {shape[0]}")
        return make(num_classes=classes)

    return build_network


PUBLISHED = {  # with weights that can be had
    make.__name__: make
    for make in (vision.resnet18, vision.resnet34, vision.resnet50, vision.mobilenet_v2)
}

MODELS = {
    "tutorial": Entry("the tutorial's network 5-64-64-1 (breast-cancer)", tutorial_network, False),
    "linear": Entry(
        "784-512-256-128-10 without activations, as in the digits tutorial", document_network
    ),
    "relu": Entry(
        "the same with ReLU between the layers", lambda s, c: document_network(s, c, relu=True)
    ),
    "mlp": Entry("two hidden layers, ReLU, dropout", mlp),
    "cnn": Entry("two convolutions, then linear layers", cnn),
    "deep-cnn": Entry("six convolutions with batch normalisation", deep_cnn),
    "resnet18": Entry("18 layers with short cuts, 11 million numbers", published(vision.resnet18)),
    "resnet34": Entry("34 layers, 21 million numbers", published(vision.resnet34)),
    "resnet50": Entry("50 layers, 24 million numbers", published(vision.resnet50)),
    "mobilenet_v2": Entry("small and fast, 2 million numbers", published(vision.mobilenet_v2)),
}
