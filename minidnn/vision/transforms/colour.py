"""Transforms of the values: colours, grey, normalisation, and boxes wiped out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minidnn.backend import host_rng
from minidnn.tensor import Tensor
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform, chance, check_probability, uniform, whole
from minidnn.vision.transforms.geometry import check_range, random_box

Range = tuple[float, float] | None


class Normalize(Transform):
    """(x - mean) / std per channel, for Tensors of floats (..., C, H, W)."""

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor: Any) -> Any:
        if hasattr(tensor, "getbands"):
            raise TypeError(
                "normalize: img should be a Tensor or an array; got Image; put ToTensor() before"
            )
        return F.normalize(tensor, self.mean, self.std, self.inplace)

    def for_batch(self, images: Any) -> Any:
        """The same for images (N, C, H, W) at once."""
        return F.normalize(images, self.mean, self.std) if isinstance(images, Tensor) else None

    def __repr__(self) -> str:
        return f"Normalize(mean={self.mean}, std={self.std})"


class Grayscale(Transform):
    """Brightness only, in one channel or in three equal ones."""

    def __init__(self, num_output_channels: int = 1) -> None:
        if num_output_channels not in (1, 3):
            raise ValueError(
                f"Grayscale: num_output_channels should be 1 or 3; got {num_output_channels!r}"
            )
        self.num_output_channels = num_output_channels

    def forward(self, img: Any) -> Any:
        return F.to_grayscale(img, self.num_output_channels)

    def __repr__(self) -> str:
        return f"Grayscale(num_output_channels={self.num_output_channels})"


class RandomGrayscale(Transform):
    """Grey with probability p; the number of channels stays."""

    def __init__(self, p: float = 0.1) -> None:
        self.p = check_probability("RandomGrayscale", p)

    def forward(self, img: Any) -> Any:
        channels = F.get_dimensions(img)[0]
        return F.to_grayscale(img, channels) if chance(self.p) else img

    def __repr__(self) -> str:
        return f"RandomGrayscale(p={self.p})"


class ColorJitter(Transform):
    """Brightness, contrast, saturation and hue changed by chance, in a random order.

    Each is a number v, for factors in [max(0, 1 - v), 1 + v] (hue: shifts in [-v, v]), or (min,
    max).
    """

    def __init__(
        self,
        brightness: float | Sequence[float] = 0,
        contrast: float | Sequence[float] = 0,
        saturation: float | Sequence[float] = 0,
        hue: float | Sequence[float] = 0,
    ) -> None:
        self.brightness = factor_range("brightness", brightness)
        self.contrast = factor_range("contrast", contrast)
        self.saturation = factor_range("saturation", saturation)
        self.hue = factor_range("hue", hue, centre=0.0, lowest=-0.5, highest=0.5)

    @staticmethod
    def get_params(brightness: Range, contrast: Range, saturation: Range, hue: Range) -> tuple:
        """The order of the four changes, and their factors (None: no change)."""
        order = host_rng().permutation(4)
        ranges = (brightness, contrast, saturation, hue)
        return (order, *[None if pair is None else uniform(*pair) for pair in ranges])

    def forward(self, img: Any) -> Any:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        changes = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for i in order:
            if factors[i] is not None:
                img = changes[i](img, factors[i])
        return img

    def __repr__(self) -> str:
        return (
            f"ColorJitter(brightness={self.brightness}, contrast={self.contrast}, "
            f"saturation={self.saturation}, hue={self.hue})"
        )


class RandomErasing(Transform):
    """A box of a Tensor set to a value with probability p.

    scale: its share of the area.  ratio: height / width.  value: a number, one per channel, or
    "random".
    Source: Zhong et al., Random Erasing Data Augmentation, 2017.
    """

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        self.p = check_probability("RandomErasing", p)
        check_range("RandomErasing", scale=scale, ratio=ratio)
        if scale[0] < 0 or scale[1] > 1:
            raise ValueError(f"RandomErasing: scale must be within [0, 1]; got {scale}")
        if not isinstance(value, int | float | tuple | list) and value != "random":
            raise ValueError(
                f"RandomErasing: value must be a number, one per channel, or 'random'; got "
                f"{value!r}"
            )
        self.scale = scale
        self.ratio = ratio
        self.value = value
        self.inplace = inplace

    def forward(self, img: Any) -> Any:
        if hasattr(img, "getbands"):
            raise TypeError("RandomErasing: got a PIL Image; put ToTensor() before RandomErasing")
        if not chance(self.p):
            return img
        channels, height, width = F.get_dimensions(img)
        if isinstance(self.value, tuple | list) and len(self.value) not in (1, channels):
            raise ValueError(
                f"RandomErasing: value has {len(self.value)} numbers for {channels} channels"
            )
        for _ in range(10):
            w, h = random_box(
                height * width, self.scale, self.ratio
            )  # ratio is height / width here
            if h < height and w < width:
                value: Any = np.asarray(0 if self.value == "random" else self.value).reshape(
                    -1, 1, 1
                )
                if self.value == "random":
                    value = host_rng().standard_normal((channels, h, w), dtype=np.float32)
                top, left = whole(0, height - h + 1), whole(0, width - w + 1)
                return F.erase(img, top, left, h, w, value, self.inplace)
        return img

    def __repr__(self) -> str:
        return (
            f"RandomErasing(p={self.p}, scale={self.scale}, ratio={self.ratio}, "
            f"value={self.value}, "
            f"inplace={self.inplace})"
        )


def factor_range(
    name: str,
    value: float | Sequence[float],
    centre: float = 1.0,
    lowest: float = 0.0,
    highest: float = float("inf"),
) -> Range:
    """(min, max) of a factor, or None where it would change nothing."""
    if isinstance(value, int | float):
        if value < 0:
            raise ValueError(
                f"ColorJitter: {name}, a single number, must be non negative; got {value}"
            )
        low, high = centre - value, centre + value
        low = max(low, 0.0) if centre else low
    elif isinstance(value, tuple | list) and len(value) == 2:
        low, high = float(value[0]), float(value[1])
    else:
        raise TypeError(f"ColorJitter: {name} should be a number or (min, max); got {value!r}")
    if not lowest <= low <= high <= highest:
        raise ValueError(
            f"ColorJitter: {name} values should be between {(lowest, highest)}; got {(low, high)}"
        )
    return None if low == high == centre else (low, high)
