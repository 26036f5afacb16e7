"""torchvision's second interface to transforms: several inputs at once, ToImage, ToDtype.

`transform(image, label)` changes the first input, an image, and hands the others back as they are,
as torchvision does with what is no image. Boxes and masks that move with the image are not here.
"""

import sys
from typing import Any

import numpy as np
from PIL import Image

from minidnn.tensor import Tensor
from minidnn.vision import transforms as first
from minidnn.vision.transforms import autoaugment, functional
from minidnn.vision.transforms.autoaugment import AutoAugmentPolicy
from minidnn.vision.transforms.compose import Transform
from minidnn.vision.transforms.functional import InterpolationMode

SAME = [name for name in first.__all__ if name not in ("functional", "InterpolationMode")]
MORE = ["AutoAugment", "RandAugment", "TrivialAugmentWide"]


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
for _name in MORE:
    setattr(sys.modules[__name__], _name, again(getattr(autoaugment, _name)))

__all__ = ["AutoAugmentPolicy", "Identity", "InterpolationMode", "ToDtype", "ToImage"]
__all__ += ["functional", *SAME, *MORE]
