"""Several views of one image, five or ten crops; and images through a matrix."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minidnn.tensor import Tensor
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform
from minidnn.vision.transforms.geometry import two


def five_crop(img: Any, size: int | Sequence[int]) -> tuple:
    """The corners top left, top right, bottom left, bottom right, and the middle."""
    height, width = two(size, "five_crop")
    _, rows, columns = F.get_dimensions(img)
    if width > columns or height > rows:
        raise ValueError(
            f"five_crop: size {(height, width)} is larger than the image {(rows, columns)}"
        )
    right, low = columns - width, rows - height
    places = [(0, 0), (0, right), (low, 0), (low, right)]
    corners = [F.crop(img, top, left, height, width) for top, left in places]
    return (*corners, F.center_crop(img, [height, width]))


def ten_crop(img: Any, size: int | Sequence[int], vertical_flip: bool = False) -> tuple:
    """five_crop of the image and of its mirror image (upside down with vertical_flip)."""
    mirrored = F.vflip(img) if vertical_flip else F.hflip(img)
    return five_crop(img, size) + five_crop(mirrored, size)


class FiveCrop(Transform):
    """The four corners and the middle, as a tuple."""

    def __init__(self, size: int | Sequence[int]) -> None:
        self.size = two(size, "FiveCrop")

    def forward(self, img: Any) -> tuple:
        return five_crop(img, self.size)

    def __repr__(self) -> str:
        return f"FiveCrop(size={self.size})"


class TenCrop(Transform):
    """FiveCrop of the image and of its mirror image, as a tuple."""

    def __init__(self, size: int | Sequence[int], vertical_flip: bool = False) -> None:
        self.size, self.vertical_flip = two(size, "TenCrop"), vertical_flip

    def forward(self, img: Any) -> tuple:
        return ten_crop(img, self.size, self.vertical_flip)

    def __repr__(self) -> str:
        return f"TenCrop(size={self.size}, vertical_flip={self.vertical_flip})"


class LinearTransformation(Transform):
    """(flat image - mean_vector)·transformation_matrix, in the image's shape: whitening, for one.

    transformation_matrix (D,D), mean_vector (D,), D = C·H·W.
    """

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        shape = tuple(transformation_matrix.shape)
        if len(shape) != 2 or shape[0] != shape[1]:
            raise ValueError(
                f"LinearTransformation: transformation_matrix should be square; got {shape}"
            )
        if tuple(mean_vector.shape) != shape[:1]:
            raise ValueError(
                f"LinearTransformation: mean_vector should be ({shape[0]},); got "
                f"{tuple(mean_vector.shape)}"
            )
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def forward(self, tensor: Any) -> Any:
        size = int(np.prod(tensor.shape[-3:]))
        if size != self.transformation_matrix.shape[0]:
            raise ValueError(
                f"LinearTransformation: the matrix is for {self.transformation_matrix.shape[0]} "
                f"numbers; got an image {tuple(tensor.shape[-3:])}"
            )
        flat = tensor.reshape(-1, size) - self.mean_vector
        return (flat @ self.transformation_matrix).reshape(tensor.shape)

    def __repr__(self) -> str:
        return (
            f"LinearTransformation(transformation_matrix={self.transformation_matrix.tolist()}, "
            f"(mean_vector={self.mean_vector.tolist()})"
        )
