"""Transforms of images, with torchvision's names and results.

On PIL images the results equal torchvision's to the bit. Tensors and arrays are images of shape
(..., C, H, W), except for ToTensor and ToPILImage, where an array is (H, W, C) as in torchvision.
Random transforms draw from `minidnn.manual_seed`'s numbers; in a DataLoader every sample has its
own.
"""

import importlib
import warnings
from typing import Any

from minidnn.missing import NoAttribute
from minidnn.vision.transforms import functional
from minidnn.vision.transforms.colour import (
    ColorJitter,
    Grayscale,
    Normalize,
    RandomErasing,
    RandomGrayscale,
)
from minidnn.vision.transforms.compose import (
    Compose,
    Lambda,
    RandomApply,
    RandomChoice,
    RandomOrder,
)
from minidnn.vision.transforms.convert import (
    ConvertImageDtype,
    PILToTensor,
    ToPILImage,
    ToTensor,
)
from minidnn.vision.transforms.functional import InterpolationMode
from minidnn.vision.transforms.geometry import (
    CenterCrop,
    Pad,
    RandomCrop,
    RandomHorizontalFlip,
    RandomResizedCrop,
    RandomRotation,
    RandomVerticalFlip,
    Resize,
)
from minidnn.vision.transforms.presets import ImageClassification

__all__ = [
    "CenterCrop",
    "ColorJitter",
    "Compose",
    "ConvertImageDtype",
    "Grayscale",
    "ImageClassification",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomApply",
    "RandomChoice",
    "RandomCrop",
    "RandomErasing",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomOrder",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomVerticalFlip",
    "Resize",
    "ToPILImage",
    "ToTensor",
    "functional",
]

ROOMS = {
    "autoaugment": "AugMix AutoAugment AutoAugmentPolicy RandAugment TrivialAugmentWide",
    "crops": "FiveCrop LinearTransformation TenCrop",
    "tones": "GaussianBlur RandomAdjustSharpness RandomAutocontrast RandomEqualize RandomInvert "
    "RandomPosterize RandomSolarize",
    "warps": "ElasticTransform RandomAffine RandomPerspective",
}
LATER = {name: room for room, names in ROOMS.items() for name in names.split()}
OLD = {"Scale": Resize, "RandomSizedCrop": RandomResizedCrop}


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    if name in (*ROOMS, "mixing", "transforms", "v2"):
        return importlib.import_module(f"{__name__}.{name}")
    if name in OLD:
        new = OLD[name]
        warnings.warn(f"transforms.{name} is called {new.__name__} now", stacklevel=2)
        return new
    raise NoAttribute(__name__, name, [*__all__, *LATER, "v2"])
