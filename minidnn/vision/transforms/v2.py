"""torchvision's second interface to transforms: several inputs at once, ToImage, ToDtype.

`transform(image, label)` changes the first input, an image, and hands the others back as they are,
as torchvision does with what is no image. Boxes and masks that move with the image are not here.
"""

import importlib
import sys
from typing import Any

import numpy as np
from PIL import Image

from minidnn.missing import NoAttribute
from minidnn.tensor import Tensor, randn_like
from minidnn.vision import transforms as first
from minidnn.vision.transforms import functional
from minidnn.vision.transforms.autoaugment import AutoAugmentPolicy
from minidnn.vision.transforms.compose import Transform
from minidnn.vision.transforms.functional import InterpolationMode

SAME = [name for name in first.__all__ if name not in ("functional", "InterpolationMode")]
MORE = [name for name in first.LATER if name != "AutoAugmentPolicy"]

MIXING = ["CutMix", "MixUp"]


class Several(Transform):
    """One input: the image. Several: the image changed, the others untouched, as a tuple."""

    def __call__(self, *inputs: Any) -> Any:
        if not inputs:
            raise TypeError(f"{type(self).__name__}: expected at least one input, the image")
        image, *others = inputs
        if not others and isinstance(image, tuple) and len(image) > 1:
            image, *others = image
        changed = self.forward(image)
        return (changed, *others) if others else changed


class ToImage(Several):
    """A PIL image, or an array (H,W,C), as a Tensor (C,H,W) of the same numbers; a Tensor stays."""

    def forward(self, img: Any) -> Any:
        if isinstance(img, Tensor):
            return img
        if isinstance(img, np.ndarray):
            planes = img[..., None] if img.ndim == 2 else img
            return Tensor(np.ascontiguousarray(planes.transpose(2, 0, 1)))
        if isinstance(img, Image.Image):
            return functional.pil_to_tensor(img)
        raise TypeError(f"ToImage: expected a PIL image, an array or a Tensor, got {type(img)}")


class PILToTensor(Several):
    """A PIL image as a Tensor (C,H,W) of the same numbers."""

    def forward(self, img: Any) -> Any:
        return functional.pil_to_tensor(img)


class ToDtype(Several):
    """A Tensor of another dtype; scale=True maps 0 ... 255 of uint8 to 0 ... 1 of floats and so on.

    What is no Tensor, a PIL image for one, stays as it is.
    """

    def __init__(self, dtype: Any, scale: bool = False) -> None:
        self.dtype, self.scale = dtype, scale

    def forward(self, img: Any) -> Any:
        if not isinstance(img, Tensor):
            return img
        if self.scale:
            return functional.convert_image_dtype(img, self.dtype)
        return img.to(self.dtype)

    def __repr__(self) -> str:
        return f"ToDtype(scale={self.scale})"


class RGB(Several):
    """An image in grey with three equal channels; one in colour stays."""

    def forward(self, img: Any) -> Any:
        if isinstance(img, Image.Image):
            return img.convert("RGB")
        grey = functional.get_image_num_channels(img) == 1
        return functional.to_grayscale(img, 3) if grey else img


class GaussianNoise(Several):
    """Normal noise added to floats; clip: the numbers stay between 0 and 1."""

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        if sigma < 0:
            raise ValueError(f"GaussianNoise: sigma should not be negative; got {sigma}")
        self.mean, self.sigma, self.clip = mean, sigma, clip

    def forward(self, img: Any) -> Any:
        if not isinstance(img, Tensor) or img.dtype.kind != "f":
            kind = img.dtype if isinstance(img, Tensor) else type(img).__name__
            raise ValueError(f"GaussianNoise: expected a Tensor of floats; got {kind}")
        noisy = img + self.mean + randn_like(img) * self.sigma
        return noisy.clamp(0, 1) if self.clip else noisy


class ToPureTensor(Several):
    """A Tensor as it is: there are no tensors here that know to be boxes or masks."""

    def forward(self, img: Any) -> Any:
        return img


class Identity(Several):
    """The image as it is."""

    def forward(self, img: Any) -> Any:
        return img


def again(known: type[Transform]) -> type[Transform]:
    """The transform of the first interface with the second one's call."""
    return type(
        known.__name__, (Several, known), {"__doc__": known.__doc__, "__module__": __name__}
    )


for _name in SAME:
    if _name != "PILToTensor":
        setattr(sys.modules[__name__], _name, again(getattr(first, _name)))

__all__ = ["AutoAugmentPolicy", "GaussianNoise", "Identity", "InterpolationMode"]
__all__ += ["RGB", "ToDtype", "ToImage", "ToPureTensor", "functional", *SAME, *MORE, *MIXING]


def __getattr__(name: str) -> Any:
    """A transform of a rare room."""
    if name in MIXING:
        found = getattr(importlib.import_module("minidnn.vision.transforms.mixing"), name)
    elif name in MORE:
        found = again(getattr(first, name))
    else:
        raise NoAttribute(__name__, name, __all__)
    globals()[name] = found
    return found
