"""What is done to an image before a network with published weights sees it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minidnn.tensor import Tensor
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform
from minidnn.vision.transforms.functional import InterpolationMode

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class ImageClassification(Transform):
    """Resize, crop the middle, normalise: PIL image or Tensor -> Tensor (3, H, W)."""

    def __init__(
        self,
        *,
        crop_size: int,
        resize_size: int = 256,
        mean: Sequence[float] = IMAGENET_MEAN,
        std: Sequence[float] = IMAGENET_STD,
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        self.crop_size = [crop_size]
        self.resize_size = [resize_size]
        self.mean = list(mean)
        self.std = list(std)
        self.interpolation = interpolation
        self.antialias = antialias

    def forward(self, img: Any) -> Any:
        img = F.resize(img, self.resize_size, self.interpolation, antialias=self.antialias)
        img = F.center_crop(img, self.crop_size)
        if not isinstance(img, Tensor):
            img = F.pil_to_tensor(img)
        return F.normalize(F.convert_image_dtype(img, np.float32), self.mean, self.std)

    def describe(self) -> str:
        """In words, for a person."""
        return (
            f"The shorter side is resized to {self.resize_size[0]} pixels "
            f"({self.interpolation.value}), the "
            f"middle {self.crop_size[0]} x {self.crop_size[0]} is kept, values become floats in "
            f"[0, 1], "
            f"then mean {self.mean} is subtracted and divided by {self.std}."
        )

    def __repr__(self) -> str:
        return (
            f"ImageClassification(\n    crop_size={self.crop_size}\n    "
            f"resize_size={self.resize_size}\n"
            f"    mean={self.mean}\n    std={self.std}\n    interpolation={self.interpolation}\n)"
        )
