"""Pictures of batches: make_grid puts images side by side, save_image writes them to a file."""

import math
import os
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from ..functional import stack
from ..tape import no_grad
from ..tensor import Tensor
from ..utils.files import atomic_write
from .drawing import draw_bounding_boxes, draw_keypoints, draw_segmentation_masks

__all__ = [
    "draw_bounding_boxes",
    "draw_keypoints",
    "draw_segmentation_masks",
    "make_grid",
    "save_image",
]


@no_grad()
def make_grid(
    tensor: Any, nrow: int = 8, padding: int = 2, normalize: bool = False,
    value_range: tuple[float, float] | None = None, scale_each: bool = False,
    pad_value: float = 0.0,
) -> Tensor:  # fmt: skip
    """Images (B, C, H, W), or a list of (C, H, W), as one image (3, H', W').

    nrow: images in a row. padding: pixels around each. normalize: from value_range, or from the
    smallest and largest number (of each image with scale_each), to 0 to 1. One channel becomes
    three. Raises: TypeError for what is no tensor.
    """
    if isinstance(tensor, list | tuple) and all(isinstance(x, Tensor) for x in tensor):
        tensor = stack(list(tensor))
    if not isinstance(tensor, Tensor):
        raise TypeError(f"make_grid: expected a tensor or a list of them, got {type(tensor)}")
    images = tensor.detach()
    if images.ndim == 2:
        images = images[None]
    if images.ndim == 3:
        images = images[None]
    if images.ndim != 4:
        raise ValueError(f"make_grid: expected (B, C, H, W), got {tuple(images.shape)}")
    single = tensor.ndim < 4
    if images.shape[1] == 1:
        images = images.expand(images.shape[0], 3, *images.shape[2:])
    x = images.array.copy()
    if normalize:
        normalise(x, value_range, scale_each)
    if single:
        return Tensor(x[0])
    if len(x) == 1:
        return Tensor(x[0])
    count, channels, height, width = x.shape
    across = min(nrow, count)
    down = math.ceil(count / across)
    height, width = height + padding, width + padding
    shape = (channels, height * down + padding, width * across + padding)
    grid = np.zeros_like(x, shape=shape)
    grid[...] = pad_value
    for i, image in enumerate(x):
        top, left = i // across * height + padding, i % across * width + padding
        grid[:, top : top + height - padding, left : left + width - padding] = image
    return Tensor(grid)


def normalise(x: Any, value_range: tuple[float, float] | None, each: bool) -> None:
    """Bring the numbers of images to 0 to 1, in place."""
    if value_range is not None and not isinstance(value_range, tuple):
        raise TypeError(f"make_grid: value_range must be a tuple (min, max), got {value_range!r}")
    for part in x if each else [x]:
        low, high = value_range or (float(part.min()), float(part.max()))
        np.clip(part, low, high, out=part)
        part -= low
        part /= max(high - low, 1e-5)


def save_image(
    tensor: Any, fp: str | os.PathLike[str] | BinaryIO, format: str | None = None, **kwargs: Any
) -> None:
    """Write an image, or images as a grid (`make_grid` and its options), to a file.

    Numbers 0 to 1 become 0 to 255. The format follows from the name, or is `format`.
    """
    grid = make_grid(tensor, **kwargs).mul(255).add(0.5).clamp(0, 255)
    array = grid.permute(1, 2, 0).cpu().numpy().astype(np.uint8)
    image = Image.fromarray(array)
    if not isinstance(fp, str | os.PathLike):
        image.save(fp, format=format)
        return
    kind = format or Image.registered_extensions().get(os.path.splitext(os.fspath(fp))[1].lower())
    if kind is None:
        raise ValueError(f"save_image: {fp} ends in no known kind of image; give format='PNG'")
    with atomic_write(fp) as file:
        image.save(file, format=kind)
