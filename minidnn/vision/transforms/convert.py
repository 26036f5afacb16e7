"""From a PIL image to a Tensor and back, and from one kind of numbers to another."""

from typing import Any

import numpy as np

from minidnn.tensor import Tensor
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform
from minidnn.vision.transforms.pixels import scaled


class ToTensor(Transform):
    """PIL image or array (H, W, C) of bytes -> Tensor (C, H, W) of floats in [0, 1]."""

    def forward(self, img: Any) -> Tensor:
        return F.to_tensor(img)

    def for_batch(self, images: Any) -> Tensor | None:
        """The same for images (N, H, W, C) at once."""
        if not isinstance(images, np.ndarray) or images.ndim != 4:
            return None
        return Tensor(scaled(images.transpose(0, 3, 1, 2)))


class PILToTensor(Transform):
    """PIL image -> Tensor (C, H, W) with the same numbers."""

    def forward(self, img: Any) -> Tensor:
        return F.pil_to_tensor(img)


class ConvertImageDtype(Transform):
    """Another kind of numbers, scaled to its range."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype

    def forward(self, img: Any) -> Any:
        return F.convert_image_dtype(img, self.dtype)


class ToPILImage(Transform):
    """Tensor (C, H, W) or array (H, W, C) -> PIL image; `mode` names its kind of colours."""

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def forward(self, img: Any) -> Any:
        return F.to_pil_image(img, self.mode)

    def __repr__(self) -> str:
        return "ToPILImage(" + (f"mode={self.mode}" if self.mode is not None else "") + ")"
