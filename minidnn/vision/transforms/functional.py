"""The transforms as functions: a PIL image is changed by Pillow, a Tensor or an array by NumPy."""

import importlib
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from minidnn.missing import NoAttribute
from minidnn.tensor import Tensor
from minidnn.vision.transforms import arrays
from minidnn.vision.transforms.pixels import (
    array_of,
    on_array,
    pil_image,
    pil_to_tensor,
    to_pil_image,
    to_tensor,
)

__all__ = [
    "InterpolationMode",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_hue",
    "adjust_saturation",
    "center_crop",
    "convert_image_dtype",
    "crop",
    "erase",
    "get_dimensions",
    "get_image_num_channels",
    "get_image_size",
    "hflip",
    "normalize",
    "pad",
    "pil_to_tensor",
    "resize",
    "resized_crop",
    "rgb_to_grayscale",
    "rotate",
    "to_grayscale",
    "to_pil_image",
    "to_tensor",
    "vflip",
]


class InterpolationMode(Enum):
    """How new pixels are made of old ones."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


PIL_MODES = {
    InterpolationMode.NEAREST: Image.Resampling.NEAREST,
    InterpolationMode.NEAREST_EXACT: Image.Resampling.NEAREST,
    InterpolationMode.BILINEAR: Image.Resampling.BILINEAR,
    InterpolationMode.BICUBIC: Image.Resampling.BICUBIC,
    InterpolationMode.BOX: Image.Resampling.BOX,
    InterpolationMode.HAMMING: Image.Resampling.HAMMING,
    InterpolationMode.LANCZOS: Image.Resampling.LANCZOS,
}


def interpolation_mode(value: Any) -> InterpolationMode:
    """An InterpolationMode from itself or from Pillow's number."""
    if isinstance(value, InterpolationMode):
        return value
    for mode, number in PIL_MODES.items():
        if isinstance(value, int) and value == number:
            return mode
    raise TypeError(
        f"interpolation must be an InterpolationMode or a constant of Pillow; got {value!r}"
    )


# Values


def convert_image_dtype(image: Any, dtype: Any = np.float32) -> Any:
    """Another kind of numbers, with the values scaled: 0..255 as bytes is 0..1 as floats."""
    return on_array(
        lambda x: arrays.convert_dtype(x, np.dtype(dtype)), image, "convert_image_dtype"
    )


def normalize(
    tensor: Any, mean: Sequence[float], std: Sequence[float], inplace: bool = False
) -> Any:
    """(tensor - mean) / std per channel, for floats (..., C, H, W)."""
    return on_array(lambda x: arrays.normalize(x, mean, std, inplace), tensor, "normalize")


# Size and place


def get_dimensions(img: Any) -> list[int]:
    """[channels, height, width]."""
    if isinstance(img, Image.Image):
        return [len(img.getbands()), img.height, img.width]
    shape = array_of(img, "get_dimensions").shape
    return [1 if len(shape) == 2 else shape[-3], shape[-2], shape[-1]]


def get_image_size(img: Any) -> list[int]:
    """[width, height]."""
    return get_dimensions(img)[:0:-1]


def get_image_num_channels(img: Any) -> int:
    """The number of channels."""
    return get_dimensions(img)[0]


def resize(
    img: Any,
    size: int | Sequence[int],
    interpolation: Any = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """To (height, width), or the shorter side to one number with the proportions kept.

    The longer side is rounded down. `max_size` limits it. Pillow always smooths when it makes an
    image
    smaller; `antialias=False` switches that off for Tensors only.
    """
    mode = interpolation_mode(interpolation)
    sizes = [size] if isinstance(size, int) else list(size)
    if len(sizes) not in (1, 2):
        raise ValueError(f"resize: size must be one or two numbers; got {size!r}")
    if max_size is not None and len(sizes) == 2:
        raise ValueError("resize: max_size goes only with a size of one number, the shorter side")
    _, height, width = get_dimensions(img)
    new = resized_size(height, width, sizes, max_size)
    if new == (height, width):
        return img
    if isinstance(img, Image.Image):
        return img.resize(new[::-1], PIL_MODES[mode])
    return on_array(lambda x: arrays.resize(x, new, mode.value, bool(antialias)), img, "resize")


def resized_size(
    height: int, width: int, sizes: Sequence[int], max_size: int | None
) -> tuple[int, int]:
    """(height, width) after resizing."""
    if len(sizes) == 2:
        return sizes[0], sizes[1]
    short, long = min(height, width), max(height, width)
    new_short, new_long = sizes[0], int(sizes[0] * long / short)
    if max_size is not None:
        if max_size <= new_short:
            raise ValueError(
                f"resize: max_size = {max_size} must be greater than size = {new_short}"
            )
        if new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
    return (new_long, new_short) if width <= height else (new_short, new_long)


def pad(
    img: Any, padding: int | Sequence[int], fill: Any = 0, padding_mode: str = "constant"
) -> Any:
    """Wider by padding (all sides; or left-right, top-bottom; or left, top, right, bottom)."""
    left, top, right, bottom = sides(padding)
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError(
            f"pad: padding_mode must be constant, edge, reflect or symmetric; got {padding_mode!r}"
        )
    if not isinstance(img, Image.Image):
        four = (left, top, right, bottom)
        return on_array(lambda x: arrays.pad(x, four, fill, padding_mode), img, "pad")
    if padding_mode == "constant":
        padded = ImageOps.expand(img, (left, top, right, bottom), fill_of(fill, img))
    else:
        if min(left, top, right, bottom) < 0:
            img = img.crop(
                (
                    max(-left, 0),
                    max(-top, 0),
                    img.width - max(-right, 0),
                    img.height - max(-bottom, 0),
                )
            )
        around = [(max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)), (0, 0)]
        array = np.asarray(img)
        padded = Image.fromarray(np.pad(array, around[: array.ndim], mode=padding_mode))  # type: ignore
    if img.mode == "P":
        padded.putpalette(img.getpalette())
    return padded


def sides(padding: int | Sequence[int]) -> tuple[int, int, int, int]:
    """left, top, right, bottom."""
    if isinstance(padding, int):
        return (padding,) * 4
    if not isinstance(padding, tuple | list):
        raise TypeError(f"pad: padding must be a number, or 1, 2 or 4 numbers; got {padding!r}")
    if len(padding) not in (1, 2, 4):
        raise ValueError(f"pad: padding must be a number, or 1, 2 or 4 numbers; got {padding!r}")
    four = tuple(padding) * (4 // len(padding))
    return four[0], four[1], four[2], four[3]


def fill_of(fill: Any, img: Image.Image) -> Any:
    """A colour as Pillow wants it: one number per channel."""
    channels = len(img.getbands())
    values = list(fill) if isinstance(fill, tuple | list) else [0 if fill is None else fill]
    if len(values) == 1:
        values *= channels
    if len(values) != channels:
        raise ValueError(f"fill has {len(values)} numbers for an image of {channels} channels")
    if img.mode != "F":
        values = [int(value) for value in values]
    return tuple(values) if channels > 1 or isinstance(fill, tuple | list) else values[0]


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """A rectangle; what lies outside the image is zero."""
    if isinstance(img, Image.Image):
        return img.crop((left, top, left + width, top + height))
    return on_array(lambda x: arrays.crop(x, top, left, height, width), img, "crop")


def center_crop(img: Any, output_size: int | Sequence[int]) -> Any:
    """The middle; an image that is too small gets zeros around it. Half pixels round to even."""
    sizes = [output_size] if isinstance(output_size, int) else list(output_size)
    new_height, new_width = sizes * 2 if len(sizes) == 1 else sizes
    _, height, width = get_dimensions(img)
    if new_width > width or new_height > height:
        wide, high = max(new_width - width, 0), max(new_height - height, 0)
        img = pad(img, (wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2))
        _, height, width = get_dimensions(img)
    top = int(round((height - new_height) / 2.0))
    left = int(round((width - new_width) / 2.0))
    return crop(img, top, left, new_height, new_width)


def resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Sequence[int],
    interpolation: Any = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """crop, then resize."""
    cut = crop(img, top, left, height, width)
    return resize(cut, size, interpolation, antialias=antialias)


def hflip(img: Any) -> Any:
    """Left and right exchanged."""
    if isinstance(img, Image.Image):
        return img.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return on_array(lambda x: x[..., ::-1].copy(), img, "hflip")


def vflip(img: Any) -> Any:
    """Top and bottom exchanged."""
    if isinstance(img, Image.Image):
        return img.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    return on_array(lambda x: x[..., ::-1, :].copy(), img, "vflip")


def rotate(
    img: Any,
    angle: float,
    interpolation: Any = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Any = None,
) -> Any:
    """Turned counter-clockwise by degrees around the middle, or around `center` (x, y)."""
    mode = interpolation_mode(interpolation)
    if not isinstance(angle, int | float):
        raise TypeError(f"rotate: angle must be a number of degrees; got {angle!r}")
    if isinstance(img, Image.Image):
        colour = fill_of(fill, img)
        about = None if center is None else (center[0], center[1])
        return img.rotate(angle, PIL_MODES[mode], expand, about, fillcolor=colour)  # type: ignore[arg-type]
    return on_array(
        lambda x: arrays.rotate(x, angle, mode.value, expand, center, fill), img, "rotate"
    )


# Colour


def to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """Brightness only, in one channel or in three equal ones."""
    if num_output_channels not in (1, 3):
        raise ValueError(
            f"grayscale: num_output_channels should be 1 or 3; got {num_output_channels}"
        )
    if not isinstance(img, Image.Image):
        return on_array(lambda x: arrays.grayscale(x, num_output_channels), img, "grayscale")
    gray = img.convert("L")
    return gray if num_output_channels == 1 else Image.merge("RGB", (gray, gray, gray))


rgb_to_grayscale = to_grayscale


def adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """0 is black, 1 the image, 2 twice as bright."""
    if isinstance(img, Image.Image):
        return ImageEnhance.Brightness(img).enhance(brightness_factor)
    return on_array(lambda x: arrays.brightness(x, brightness_factor), img, "adjust_brightness")


def adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """0 is grey, 1 the image, 2 twice the contrast."""
    if isinstance(img, Image.Image):
        return ImageEnhance.Contrast(img).enhance(contrast_factor)
    return on_array(lambda x: arrays.contrast(x, contrast_factor), img, "adjust_contrast")


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """0 is black and white, 1 the image, 2 twice the colour."""
    if isinstance(img, Image.Image):
        return ImageEnhance.Color(img).enhance(saturation_factor)
    return on_array(lambda x: arrays.saturation(x, saturation_factor), img, "adjust_saturation")


def adjust_hue(img: Any, hue_factor: float) -> Any:
    """The circle of colours turned by a fraction in [-0.5, 0.5]."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"adjust_hue: hue_factor ({hue_factor}) is not in [-0.5, 0.5]")
    if not isinstance(img, Image.Image):
        return on_array(lambda x: arrays.hue(x, hue_factor), img, "adjust_hue")
    if img.mode in ("L", "1", "I", "F"):
        return img
    h, s, v = img.convert("HSV").split()
    shift = int(hue_factor * 255) % 256  # bytes wrap around, as the circle does
    turned = np.array(h) + np.uint8(shift)
    return Image.merge("HSV", (pil_image(turned, "L"), s, v)).convert(img.mode)


def erase(img: Any, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Any:
    """The rectangle of height h and width w at row i, column j set to v."""

    def erased(x: np.ndarray) -> np.ndarray:
        y = x if inplace else x.copy()
        y[..., i : i + h, j : j + w] = v.array if isinstance(v, Tensor) else v
        return y

    return on_array(erased, img, "erase")


LATER = {
    "tones": "adjust_gamma adjust_sharpness autocontrast equalize gaussian_blur invert posterize "
    "solarize",
    "warps": "affine elastic_transform perspective",
    "crops": "five_crop ten_crop",
}


def __getattr__(name: str) -> Any:
    for room, names in LATER.items():
        if name in names.split():
            module = importlib.import_module(f"minidnn.vision.transforms.{room}")
            globals()[name] = found = getattr(module, name)
            return found
    known = [*__all__, *" ".join(LATER.values()).split()]
    raise NoAttribute("minidnn.vision.transforms.functional", name, known)
