"""Image files as tensors and back, under torchvision's names: read_image, decode_image, write_png.

An image is a Tensor (C,H,W) of bytes. Pillow reads and writes the files.
"""

import io
import os
from enum import Enum
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ..tensor import Tensor
from ..utils.files import atomic_write

__all__ = [
    "ImageReadMode", "decode_gif", "decode_image", "decode_jpeg", "decode_png", "decode_webp",
    "encode_jpeg", "encode_png", "read_file", "read_image", "write_file", "write_jpeg", "write_png",
]


class ImageReadMode(Enum):
    """The channels that an image is read with; UNCHANGED: those of the file."""

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = 4  # noqa: PIE796 (another name of the same)


MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
Path = str | os.PathLike


def read_file(path: Path) -> Tensor:
    """The bytes of a file (N,) as numbers."""
    with open(path, "rb") as file:
        return Tensor(np.frombuffer(file.read(), np.uint8).copy())


def write_file(filename: Path, data: Tensor) -> None:
    """Bytes (N,) to a file; it is there whole or not at all."""
    expect_bytes("write_file", data, 1)
    with atomic_write(filename) as file:
        file.write(data.cpu().numpy().tobytes())


def read_image(
    path: Path,
    mode: ImageReadMode | str = ImageReadMode.UNCHANGED,
    apply_exif_orientation: bool = False,
) -> Tensor:
    """The image in a file, (C,H,W) of bytes.

    mode: its channels, ImageReadMode.RGB or "RGB" and so on; apply_exif_orientation: turned as the
    camera was held.

    Raises: FileNotFoundError; RuntimeError for a file that holds no whole image.
    """
    return decode_image(read_file(path), mode, apply_exif_orientation)


def decode_image(
    input: Tensor | Path,
    mode: ImageReadMode | str = ImageReadMode.UNCHANGED,
    apply_exif_orientation: bool = False,
) -> Tensor:
    """The image in bytes (N,), or in the file of a path, (C,H,W) of bytes; see read_image."""
    if isinstance(input, str | os.PathLike):
        input = read_file(input)
    expect_bytes("decode_image", input, 1)
    wanted = ImageReadMode[mode.upper()] if isinstance(mode, str) else mode
    try:
        with Image.open(io.BytesIO(input.cpu().numpy().tobytes())) as image:
            image.load()
            turned = ImageOps.exif_transpose(image) if apply_exif_orientation else image
            return pixels(turned, wanted)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise RuntimeError(f"decode_image: these bytes hold no whole image: {error}") from None


def pixels(image: Image.Image, mode: ImageReadMode) -> Tensor:
    """The pixels (C,H,W) of a PIL image."""
    name = MODES.get(mode.value)
    if name is None:  # a palette becomes its colours, bits and other kinds of grey become bytes
        name = image.mode if image.mode in MODES.values() else "RGB"
        if image.mode in ("1", "I", "I;16", "F"):
            name = "L"
        if image.mode == "P" and "transparency" in image.info:
            name = "RGBA"
    array = np.asarray(image.convert(name))
    planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    return Tensor(np.ascontiguousarray(planes))


decode_gif = decode_jpeg = decode_png = decode_webp = decode_image


def encoded(name: str, input: Tensor, kind: str, **options: Any) -> Tensor:
    """The bytes of an image file."""
    expect_bytes(name, input, 3)
    if input.shape[0] not in (1, 3):
        raise RuntimeError(f"{name}: expected 1 or 3 channels, got {tuple(input.shape)}")
    array = input.cpu().numpy()
    image = Image.fromarray(array[0] if len(array) == 1 else array.transpose(1, 2, 0).copy())
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return Tensor(np.frombuffer(buffer.getvalue(), np.uint8).copy())


def encode_png(input: Tensor, compression_level: int = 6) -> Tensor:
    """The bytes (N,) of a PNG file of an image (C,H,W); compression_level: 0 to 9."""
    if not 0 <= compression_level <= 9:
        raise RuntimeError(f"encode_png: compression_level must be 0 to 9, got {compression_level}")
    return encoded("encode_png", input, "png", compress_level=compression_level)


def encode_jpeg(input: Tensor, quality: int = 75) -> Tensor:
    """The bytes (N,) of a JPEG file of an image (C,H,W); quality: 1 to 100."""
    if not 1 <= quality <= 100:
        raise ValueError(f"encode_jpeg: quality must be 1 to 100, got {quality}")
    return encoded("encode_jpeg", input, "jpeg", quality=quality)


def write_png(input: Tensor, filename: Path, compression_level: int = 6) -> None:
    """An image (C,H,W) of bytes to a PNG file."""
    write_file(filename, encode_png(input, compression_level))


def write_jpeg(input: Tensor, filename: Path, quality: int = 75) -> None:
    """An image (C,H,W) of bytes to a JPEG file."""
    write_file(filename, encode_jpeg(input, quality))


def expect_bytes(name: str, x: Any, ndim: int) -> None:
    """Raises for anything but a tensor of bytes with so many dimensions."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{name}: expected a Tensor, got {type(x).__name__}")
    if x.dtype != np.uint8 or x.ndim != ndim:
        raise RuntimeError(
            f"{name}: expected {ndim} dimension{'s' * (ndim > 1)} of bytes (uint8), got {x.dtype} "
            f"{tuple(x.shape)}"
        )
