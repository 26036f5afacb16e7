"""Published weights: where the files are, what they were measured at, how they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, TypeVar

from minidnn.nn import Module
from minidnn.serialization.hub import load_state_dict_from_url
from minidnn.vision.transforms.functional import InterpolationMode
from minidnn.vision.transforms.presets import ImageClassification

M = TypeVar("M", bound=Module)
HOST = "https://download.pytorch.org/models/"


@dataclass(frozen=True)
class Weights:
    """One published file.

    url: its address.  transforms: makes what prepares an image for it.  accuracy: top-1 on ImageNet
    in percent, as published with the file.
    """

    url: str
    transforms: Callable[..., Any]
    accuracy: float


def imagenet(
    name: str,
    accuracy: float,
    resize_size: int = 256,
    crop_size: int = 224,
    interpolation: InterpolationMode = InterpolationMode.BILINEAR,
) -> Weights:
    """Weights trained on ImageNet's 1000 classes, for images of crop_size x crop_size."""
    preset = partial(
        ImageClassification,
        crop_size=crop_size,
        resize_size=resize_size,
        interpolation=interpolation,
    )
    return Weights(HOST + name, preset, accuracy)


class WeightsEnum(Enum):
    """The published weights of one model; DEFAULT names the best."""

    @property
    def url(self) -> str:
        """Where the file is published."""
        return self.value.url

    @property
    def transforms(self) -> Callable[..., Any]:
        """Makes what prepares an image for these weights."""
        return self.value.transforms

    @property
    def meta(self) -> dict[str, Any]:
        """What is known about them: top-1 accuracy on ImageNet, the number of classes."""
        return {"acc@1": self.value.accuracy, "num_classes": 1000}

    def get_state_dict(self, progress: bool = True, check_hash: bool = True) -> dict[str, Any]:
        """The weights: from minidnn's cache, PyTorch's, or the network."""
        return load_state_dict_from_url(self.url, progress=progress, check_hash=check_hash)


class ResNet18_Weights(WeightsEnum):
    """The published weights of ResNet18: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("resnet18-f37072fd.pth", 69.758)
    DEFAULT = IMAGENET1K_V1


class ResNet34_Weights(WeightsEnum):
    """The published weights of ResNet34: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("resnet34-b627a593.pth", 73.314)
    DEFAULT = IMAGENET1K_V1


class ResNet50_Weights(WeightsEnum):
    """The published weights of ResNet50: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("resnet50-0676ba61.pth", 76.130)
    IMAGENET1K_V2 = imagenet("resnet50-11ad3fa6.pth", 80.858, resize_size=232)
    DEFAULT = IMAGENET1K_V2


class ResNet101_Weights(WeightsEnum):
    """The published weights of ResNet101: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("resnet101-63fe2227.pth", 77.374)
    IMAGENET1K_V2 = imagenet("resnet101-cd907fc2.pth", 81.886, resize_size=232)
    DEFAULT = IMAGENET1K_V2


class ResNet152_Weights(WeightsEnum):
    """The published weights of ResNet152: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("resnet152-394f9c45.pth", 78.312)
    IMAGENET1K_V2 = imagenet("resnet152-f82ba261.pth", 82.284, resize_size=232)
    DEFAULT = IMAGENET1K_V2


class VGG11_Weights(WeightsEnum):
    """The published weights of VGG11: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("vgg11-8a719046.pth", 69.020)
    DEFAULT = IMAGENET1K_V1


class VGG11_BN_Weights(WeightsEnum):
    """The published weights of VGG11_BN: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("vgg11_bn-6002323d.pth", 70.370)
    DEFAULT = IMAGENET1K_V1


class VGG16_Weights(WeightsEnum):
    """The published weights of VGG16: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("vgg16-397923af.pth", 71.592)
    DEFAULT = IMAGENET1K_V1


class VGG16_BN_Weights(WeightsEnum):
    """The published weights of VGG16_BN: file, checksum, accuracy, preparation of photographs."""

    IMAGENET1K_V1 = imagenet("vgg16_bn-6c64b313.pth", 73.360)
    DEFAULT = IMAGENET1K_V1


class MobileNet_V2_Weights(WeightsEnum):
    """The published weights of MobileNet V2: file, checksum, accuracy, preparation of images."""

    IMAGENET1K_V1 = imagenet("mobilenet_v2-b0353104.pth", 71.878)
    IMAGENET1K_V2 = imagenet("mobilenet_v2-7ebf99e0.pth", 72.154, resize_size=232)
    DEFAULT = IMAGENET1K_V2


def resolve(known: type[WeightsEnum], weights: Any, pretrained: bool | None) -> WeightsEnum | None:
    """The weights that `weights=` (a member, its name, None) or the older `pretrained=` ask for."""
    if isinstance(weights, bool):  # the oldest spelling: resnet18(True)
        weights, pretrained = None, weights
    if pretrained is not None:
        if weights is not None:
            raise ValueError(
                f"give weights={weights!r} or pretrained={pretrained!r}, not both; pretrained=True "
                "means weights='IMAGENET1K_V1'"
            )
        weights = "IMAGENET1K_V1" if pretrained else None
    if weights is None or isinstance(weights, known):
        return weights
    name = str(weights).rpartition(".")[2]
    if isinstance(weights, WeightsEnum) or name not in known.__members__:
        choices = ", ".join(repr(n) for n in known.__members__)
        raise ValueError(f"weights: expected None or one of {choices}; got {weights!r}")
    return known[name]


def build(
    make: Callable[..., M],
    known: type[WeightsEnum],
    weights: Any,
    pretrained: bool | None,
    progress: bool,
    options: dict[str, Any],
) -> M:
    """A model, with published weights if they are asked for."""
    chosen = resolve(known, weights, pretrained)
    if chosen is None:
        return make(**options)
    classes = options.setdefault("num_classes", 1000)
    if classes != 1000:
        raise ValueError(
            f"num_classes: the weights {chosen.name} have 1000 classes, not {classes}; build the "
            "model with its weights first, then replace its last layer"
        )
    state = chosen.get_state_dict(progress=progress)
    model = make(**options)
    model.load_state_dict(getattr(make, "renamed", dict)(state))
    return model


def network(
    name: str, make: Callable[..., M], known: type[WeightsEnum], about: str, **fixed: Any
) -> Callable[..., M]:
    """The function `name` of a family of networks: `make` with `fixed` and the caller's options.

    Where `make` has a function `renamed`, published weights pass through it: old files have
    names of their own.
    """

    def create(
        weights: Any = None, progress: bool = True, pretrained: bool | None = None, **options: Any
    ) -> M:
        return build(make, known, weights, pretrained, progress, {**fixed, **options})

    create.__name__ = create.__qualname__ = name
    create.__module__, create.__doc__ = make.__module__, about
    return create
