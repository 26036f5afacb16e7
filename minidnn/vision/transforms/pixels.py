"""Pixels between PIL images, arrays and Tensors."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from minidnn import dtypes
from minidnn.backend import is_host
from minidnn.tensor import Tensor

MODE_TYPES = {"I": np.int32, "I;16": np.uint16, "F": np.float32}


def to_tensor(pic: Any) -> Tensor:
    """PIL image or array (H, W, C) or (H, W) -> Tensor (C, H, W); bytes become floats in [0, 1]."""
    if isinstance(pic, Image.Image):
        array = pil_array(pic)
    elif isinstance(pic, np.ndarray):
        array = pic
    else:
        raise TypeError(f"to_tensor: pic should be PIL Image or ndarray; got {type(pic).__name__}")
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3:
        raise ValueError(f"to_tensor: pic should be (H, W) or (H, W, C); got shape {array.shape}")
    return Tensor(scaled(array.transpose(2, 0, 1)))


def scaled(array: np.ndarray) -> np.ndarray:
    """Bytes as floats in [0, 1], everything else as it is; a copy in C order."""
    if array.dtype != np.uint8:
        return array.copy(order="C")
    y = array.astype(dtypes.get_default_dtype(), order="C")
    y /= y.dtype.type(255)
    return y


def pil_array(image: Image.Image) -> np.ndarray:
    """The pixels (H, W) or (H, W, C), as torchvision takes them."""
    if image.mode == "1":
        return np.array(image, dtype=np.uint8) * np.uint8(255)
    array = np.array(image, dtype=MODE_TYPES.get(image.mode, np.uint8))
    return array.view(np.int16) if array.dtype == np.uint16 else array


def pil_to_tensor(pic: Image.Image) -> Tensor:
    """PIL image -> Tensor (C, H, W) of the same kind of numbers."""
    if not isinstance(pic, Image.Image):
        raise TypeError(f"pil_to_tensor: pic should be PIL Image; got {type(pic).__name__}")
    array = np.array(pic)
    array = array[:, :, None] if array.ndim == 2 else array
    return Tensor(array.transpose(2, 0, 1).copy())


def to_pil_image(pic: Any, mode: str | None = None) -> Image.Image:
    """Tensor (C, H, W) or array (H, W, C) -> PIL image; floats in [0, 1] become bytes."""
    if isinstance(pic, Tensor):
        array = pic.detach().cpu().numpy()
        array = array.transpose(1, 2, 0) if array.ndim == 3 else array
    elif isinstance(pic, np.ndarray):
        array = pic
    else:
        raise TypeError(f"to_pil_image: pic should be Tensor or ndarray; got {type(pic).__name__}")
    array = array[:, :, None] if array.ndim == 2 else array
    if array.ndim != 3 or not 1 <= array.shape[2] <= 4:
        raise ValueError(
            f"to_pil_image: pic should be one image of 1 to 4 channels; got shape "
            f"{tuple(pic.shape)}"
        )
    if array.dtype.kind == "f" and mode != "F":
        array = (array * 255).astype(np.uint8)
    kind, channels = array.dtype.name, array.shape[2]
    modes = MODES_OF[channels]
    if channels == 1:
        fitting = {"uint8": "L", "int16": "I;16", "int32": "I", "float32": "F"}.get(kind)
        modes = (fitting,) if fitting else ()
    if (mode is None and kind != "uint8" and channels > 1) or not modes:
        raise TypeError(
            f"to_pil_image: input type {kind} is not supported; use uint8 or floats in [0, 1]"
        )
    if mode is not None and mode not in modes:
        raise ValueError(
            f"to_pil_image: mode {mode} does not fit {channels} channels of {kind}; "
            f"use {' or '.join(map(str, modes))}"
        )
    return pil_image(array[:, :, 0] if channels == 1 else array, mode or modes[0])


MODES_OF: dict[int, tuple[Any, ...]] = {
    1: ("L",),
    2: ("LA",),
    3: ("RGB", "YCbCr", "HSV"),
    4: ("RGBA", "CMYK", "RGBX"),
}


def pil_image(array: np.ndarray, mode: str) -> Image.Image:
    height, width = array.shape[:2]
    return Image.frombytes(mode, (width, height), np.ascontiguousarray(array).tobytes())


def array_of(img: Any, what: str) -> np.ndarray:
    array = img.array if isinstance(img, Tensor) else img
    if isinstance(img, Tensor) and not is_host(array):
        raise TypeError(
            f"{what}: transforms work on the CPU, img is on {img.device}; use img.cpu()"
        )
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{what}: img should be a PIL Image, a Tensor or an array; got {type(img).__name__}"
        )
    if array.ndim < 2:
        raise ValueError(f"{what}: img should be (..., C, H, W); got shape {array.shape}")
    return array


def on_array(function: Callable[[np.ndarray], np.ndarray], img: Any, what: str) -> Any:
    """The function of the array, as a Tensor if it was one."""
    y = function(array_of(img, what))
    return Tensor(y) if isinstance(img, Tensor) else y
