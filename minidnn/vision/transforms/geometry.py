"""Transforms of size and place: resize, crop, pad, flip, rotate."""

import math
import warnings
from collections.abc import Sequence
from typing import Any

from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform, chance, check_probability, uniform, whole
from minidnn.vision.transforms.functional import InterpolationMode, interpolation_mode


class Resize(Transform):
    """To (height, width), or the shorter side to one number; see functional.resize."""

    def __init__(
        self,
        size: int | Sequence[int],
        interpolation: Any = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        if not isinstance(size, int | tuple | list):
            raise TypeError(f"Resize: size must be one or two numbers; got {size!r}")
        if not isinstance(size, int) and len(size) not in (1, 2):
            raise ValueError(f"Resize: size must be one or two numbers; got {size!r}")
        if any(n < 1 for n in ([size] if isinstance(size, int) else size)):
            raise ValueError(f"Resize: size must be at least 1; got {size!r}")
        self.size = size
        self.max_size = max_size
        self.interpolation = interpolation_mode(interpolation)
        self.antialias = antialias

    def forward(self, img: Any) -> Any:
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)

    def __repr__(self) -> str:
        return (
            f"Resize(size={self.size}, interpolation={self.interpolation.value}, "
            f"max_size={self.max_size}, antialias={self.antialias})"
        )


class CenterCrop(Transform):
    """The middle of the image, with zeros around it where it is too small."""

    def __init__(self, size: int | Sequence[int]) -> None:
        self.size = two(size, "CenterCrop")

    def forward(self, img: Any) -> Any:
        return F.center_crop(img, self.size)

    def __repr__(self) -> str:
        return f"CenterCrop(size={self.size})"


class Pad(Transform):
    """Wider on all sides."""

    def __init__(
        self, padding: int | Sequence[int], fill: Any = 0, padding_mode: str = "constant"
    ) -> None:
        F.sides(padding)
        if not isinstance(fill, int | float | tuple | list):
            raise TypeError(f"Pad: fill must be a number or one per channel; got {fill!r}")
        if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
            raise ValueError(
                f"Pad: padding_mode must be constant, edge, reflect or symmetric; got "
                f"{padding_mode!r}"
            )
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def forward(self, img: Any) -> Any:
        return F.pad(img, self.padding, self.fill, self.padding_mode)

    def __repr__(self) -> str:
        return f"Pad(padding={self.padding}, fill={self.fill}, padding_mode={self.padding_mode})"


class RandomCrop(Transform):
    """A rectangle of this size anywhere in the image, after padding."""

    def __init__(
        self,
        size: int | Sequence[int],
        padding: int | Sequence[int] | None = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        self.size = two(size, "RandomCrop")
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode

    @staticmethod
    def get_params(img: Any, output_size: tuple[int, int]) -> tuple[int, int, int, int]:
        """top, left, height, width."""
        _, height, width = F.get_dimensions(img)
        h, w = output_size
        if height < h or width < w:
            raise ValueError(
                f"RandomCrop: required crop size {(h, w)} is larger than input image size "
                f"{(height, width)}; use padding or pad_if_needed=True"
            )
        return whole(0, height - h + 1), whole(0, width - w + 1), h, w

    def forward(self, img: Any) -> Any:
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        if self.pad_if_needed:
            _, height, width = F.get_dimensions(img)
            wide, high = max(self.size[1] - width, 0), max(self.size[0] - height, 0)
            if wide or high:
                img = F.pad(img, (wide, high), self.fill, self.padding_mode)
        return F.crop(img, *self.get_params(img, self.size))

    def __repr__(self) -> str:
        return f"RandomCrop(size={self.size}, padding={self.padding})"


class RandomResizedCrop(Transform):
    """A rectangle of random area and shape, resized.

    scale: its share of the area.  ratio: width / height, equally often above and below 1.
    After ten rectangles that do not fit it is the middle of the image.
    """

    def __init__(
        self,
        size: int | Sequence[int],
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Any = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        self.size = two(size, "RandomResizedCrop")
        check_range("RandomResizedCrop", scale=scale, ratio=ratio)
        self.scale = scale
        self.ratio = ratio
        self.interpolation = interpolation_mode(interpolation)
        self.antialias = antialias

    @staticmethod
    def get_params(
        img: Any, scale: Sequence[float], ratio: Sequence[float]
    ) -> tuple[int, int, int, int]:
        """top, left, height, width."""
        _, height, width = F.get_dimensions(img)
        for _ in range(10):
            h, w = random_box(height * width, scale, ratio)
            if 0 < w <= width and 0 < h <= height:
                return whole(0, height - h + 1), whole(0, width - w + 1), h, w
        h, w = height, width
        if width / height < min(ratio):
            h = round(width / min(ratio))
        elif width / height > max(ratio):
            w = round(height * max(ratio))
        return (height - h) // 2, (width - w) // 2, h, w

    def forward(self, img: Any) -> Any:
        box = self.get_params(img, self.scale, self.ratio)
        return F.resized_crop(img, *box, self.size, self.interpolation, self.antialias)

    def __repr__(self) -> str:
        scale, ratio = (tuple(round(v, 4) for v in pair) for pair in (self.scale, self.ratio))
        return (
            f"RandomResizedCrop(size={self.size}, scale={scale}, ratio={ratio}, "
            f"interpolation={self.interpolation.value}, antialias={self.antialias})"
        )


class RandomHorizontalFlip(Transform):
    """Left and right exchanged with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        self.p = check_probability("RandomHorizontalFlip", p)

    def forward(self, img: Any) -> Any:
        return F.hflip(img) if chance(self.p) else img

    def __repr__(self) -> str:
        return f"RandomHorizontalFlip(p={self.p})"


class RandomVerticalFlip(Transform):
    """Top and bottom exchanged with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        self.p = check_probability("RandomVerticalFlip", p)

    def forward(self, img: Any) -> Any:
        return F.vflip(img) if chance(self.p) else img

    def __repr__(self) -> str:
        return f"RandomVerticalFlip(p={self.p})"


class RandomRotation(Transform):
    """Turned by an angle between -degrees and degrees, or between the two given."""

    def __init__(
        self,
        degrees: float | Sequence[float],
        interpolation: Any = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Any = 0,
    ) -> None:
        if isinstance(degrees, int | float):
            if degrees < 0:
                raise ValueError(
                    f"RandomRotation: one number of degrees must be positive; got {degrees}"
                )
            degrees = (-degrees, degrees)
        if len(degrees) != 2:
            raise ValueError(f"RandomRotation: degrees must be one or two numbers; got {degrees!r}")
        if center is not None and len(center) != 2:
            raise ValueError(f"RandomRotation: center must be (x, y); got {center!r}")
        if fill is not None and not isinstance(fill, int | float | tuple | list):
            raise TypeError(
                f"RandomRotation: fill must be a number or one per channel; got {fill!r}"
            )
        self.degrees = [float(value) for value in degrees]
        self.interpolation = interpolation_mode(interpolation)
        self.expand = expand
        self.center = center
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        """The angle."""
        return uniform(degrees[0], degrees[1])

    def forward(self, img: Any) -> Any:
        angle = self.get_params(self.degrees)
        return F.rotate(img, angle, self.interpolation, self.expand, self.center, self.fill)

    def __repr__(self) -> str:
        center = f", center={self.center}" if self.center is not None else ""
        return (
            f"RandomRotation(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )


def random_box(area: int, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int]:
    """Height and width of a rectangle with a random share of the area and a random shape."""
    target = area * uniform(scale[0], scale[1])
    aspect = math.exp(uniform(math.log(ratio[0]), math.log(ratio[1])))
    return round(math.sqrt(target / aspect)), round(math.sqrt(target * aspect))


def two(size: int | Sequence[int], what: str) -> tuple[int, int]:
    """(height, width) from one or two numbers."""
    if not isinstance(size, int | tuple | list):
        raise TypeError(f"{what}: size must be one number or (height, width); got {size!r}")
    sizes = [size, size] if isinstance(size, int) else list(size)
    sizes = sizes * 2 if len(sizes) == 1 else sizes
    if len(sizes) != 2:
        raise ValueError(f"{what}: size must be one number or (height, width); got {size!r}")
    if min(sizes) < 1:
        raise ValueError(f"{what}: size must be at least 1; got {size!r}")
    return sizes[0], sizes[1]


def check_range(what: str, **pairs: Sequence[float]) -> None:
    for name, pair in pairs.items():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError(f"{what}: {name} should be a pair (min, max); got {pair!r}")
        if pair[0] > pair[1]:
            warnings.warn(f"{what}: {name} should be of kind (min, max); got {pair}", stacklevel=3)
