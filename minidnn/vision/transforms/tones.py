"""Tones of images: inverted, fewer bits, sharper or softer, more contrast; chosen or random."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from minidnn.vision.transforms import arrays
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform, chance, check_probability, uniform
from minidnn.vision.transforms.pixels import on_array


def invert(img: Any) -> Any:
    """Black for white."""
    if isinstance(img, Image.Image):
        return ImageOps.invert(img)
    return on_array(lambda x: (arrays.highest(x.dtype) - x).astype(x.dtype), img, "invert")


def posterize(img: Any, bits: int) -> Any:
    """Only the highest `bits` of 8 bits."""
    if not 0 <= bits <= 8:
        raise ValueError(f"posterize: bits should be from 0 to 8; got {bits}")
    if isinstance(img, Image.Image):
        return ImageOps.posterize(img, bits)

    def cut(x: np.ndarray) -> np.ndarray:
        expect_bytes("posterize", x)
        return x & np.uint8(256 - 2 ** (8 - bits))

    return on_array(cut, img, "posterize")


def solarize(img: Any, threshold: float) -> Any:
    """Inverted where it is at least as bright as a threshold."""
    if isinstance(img, Image.Image):
        return ImageOps.solarize(img, threshold)  # type: ignore[arg-type]

    def turned(x: np.ndarray) -> np.ndarray:
        top = arrays.highest(x.dtype)
        if threshold > top:
            raise TypeError(f"solarize: threshold should be at most {top:g}; got {threshold}")
        return np.where(x >= threshold, (top - x).astype(x.dtype), x)

    return on_array(turned, img, "solarize")


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """0 is soft, 1 the image, 2 twice as sharp."""
    if isinstance(img, Image.Image):
        return ImageEnhance.Sharpness(img).enhance(sharpness_factor)

    def sharpened(x: np.ndarray) -> np.ndarray:
        if min(x.shape[-2:]) <= 2:
            return x
        weights = np.ones((3, 3))
        weights[1, 1] = 5
        soft = x.copy()
        soft[..., 1:-1, 1:-1] = windowed(x, weights / 13)
        return arrays.blend(x, soft, sharpness_factor)

    return on_array(sharpened, img, "adjust_sharpness")


def autocontrast(img: Any) -> Any:
    """Each channel stretched from black to white."""
    if isinstance(img, Image.Image):
        return ImageOps.autocontrast(img)

    def stretched(x: np.ndarray) -> np.ndarray:
        work = x.astype(np.float32) if x.dtype.kind != "f" else x
        low, high = (f(work, axis=(-2, -1), keepdims=True) for f in (np.min, np.max))
        flat, top = low == high, arrays.highest(x.dtype)
        scale = np.where(flat, 1, top / np.where(flat, 1, high - low)).astype(work.dtype)
        y = (work - np.where(flat, 0, low)) * scale
        return np.clip(y, 0, top).astype(x.dtype)

    return on_array(stretched, img, "autocontrast")


def equalize(img: Any) -> Any:
    """Each channel's bytes spread so that all are about equally frequent."""
    if isinstance(img, Image.Image):
        return ImageOps.equalize(img)

    def spread(x: np.ndarray) -> np.ndarray:
        expect_bytes("equalize", x)
        planes = [equalized(plane) for plane in x.reshape(-1, *x.shape[-2:])]
        return np.stack(planes).reshape(x.shape)

    return on_array(spread, img, "equalize")


def equalized(plane: np.ndarray) -> np.ndarray:
    """One channel: its numbers looked up in the running sum of how frequent they are."""
    counts = np.bincount(plane.reshape(-1), minlength=256)
    step = int(counts[counts != 0][:-1].sum()) // 255
    if step == 0:
        return plane
    table = (np.cumsum(counts) + step // 2) // step
    table = np.concatenate([[0], table[:-1]]).clip(0, 255)
    return table[plane].astype(np.uint8)


def adjust_gamma(img: Any, gamma: float, gain: float = 1) -> Any:
    """gain·(value/white)^gamma·white: above 1 the shadows darken, below 1 they brighten."""
    if gamma < 0:
        raise ValueError(f"adjust_gamma: gamma should not be negative; got {gamma}")
    if isinstance(img, Image.Image):
        mode = img.mode
        table = [int((255 + 1 - 1e-3) * gain * pow(v / 255.0, gamma)) for v in range(256)] * 3
        rgb = img.convert("RGB").point(table)  # Pillow limits the numbers to 255
        return rgb.convert(mode)

    def bent(x: np.ndarray) -> np.ndarray:
        work = x if x.dtype.kind == "f" else arrays.convert_dtype(x, np.dtype(np.float32))
        y = np.clip(gain * work**gamma, 0, 1).astype(work.dtype)
        return arrays.convert_dtype(y, x.dtype)

    return on_array(bent, img, "adjust_gamma")


def gaussian_blur(img: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """Softened by a bell of kernel_size (x, y) pixels, odd numbers, and width sigma (x, y).

    sigma None: 0.3·((kernel_size - 1)/2 - 1) + 0.8. The borders are mirrored.
    """
    size = both(kernel_size)
    if any(k % 2 == 0 or k < 1 for k in size):
        raise ValueError(f"gaussian_blur: kernel_size should be odd and positive; got {size}")
    width = [k * 0.15 + 0.35 for k in size] if sigma is None else both(sigma)
    if any(s <= 0 for s in width):
        raise ValueError(f"gaussian_blur: sigma should be positive; got {width}")

    def softened(x: np.ndarray) -> np.ndarray:
        if any(k // 2 >= n for k, n in zip(size, x.shape[:-3:-1])):
            raise ValueError(f"gaussian_blur: a kernel of {size} does not fit into {x.shape[-2:]}")
        across, down = (bell(k, s) for k, s in zip(size, width))
        around = [(0, 0)] * (x.ndim - 2) + [(len(down) // 2,) * 2, (len(across) // 2,) * 2]
        return windowed(np.pad(x, around, mode="reflect"), down[:, None] * across)

    if isinstance(img, Image.Image):
        return F.to_pil_image(on_array(softened, F.pil_to_tensor(img), "gaussian_blur"), img.mode)
    return on_array(softened, img, "gaussian_blur")


def bell(size: int, sigma: float) -> np.ndarray:
    """A normal density at `size` places around 0, with the sum 1."""
    places = np.arange(size) - (size - 1) / 2
    y = np.exp(-0.5 * (places / sigma) ** 2)
    return y / y.sum()


def windowed(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Each pixel the weighted sum of a window; integers are rounded."""
    work = x.astype(np.float32) if x.dtype.kind != "f" else x
    rows, columns = (n - k + 1 for n, k in zip(x.shape[-2:], weights.shape))
    y = np.zeros((*x.shape[:-2], rows, columns), work.dtype)
    for i, j in np.ndindex(weights.shape):
        y += work[..., i : i + rows, j : j + columns] * work.dtype.type(weights[i, j])
    return y if x.dtype.kind == "f" else np.rint(y).astype(x.dtype)


def both(value: Any) -> list[Any]:
    """A number for x and y."""
    values = list(value) if isinstance(value, tuple | list) else [value]
    if len(values) not in (1, 2):
        raise ValueError(f"gaussian_blur: expected one or two numbers; got {value!r}")
    return values * 2 if len(values) == 1 else values


def expect_bytes(name: str, x: np.ndarray) -> None:
    """Raises TypeError for anything but bytes."""
    if x.dtype != np.uint8:
        raise TypeError(f"{name}: a Tensor must hold bytes (uint8); got {x.dtype}")


class GaussianBlur(Transform):
    """Softened by a bell; sigma: its width, or (low, high) between which it is drawn."""

    def __init__(
        self, kernel_size: int | Sequence[int], sigma: float | Sequence[float] = (0.1, 2.0)
    ) -> None:
        size = tuple(kernel_size) if isinstance(kernel_size, tuple | list) else (kernel_size,) * 2
        if len(size) != 2 or any(k <= 0 or k % 2 == 0 for k in size):
            raise ValueError(
                f"GaussianBlur: kernel_size should be odd and positive; got {kernel_size!r}"
            )
        self.kernel_size = size
        self.sigma = (sigma, sigma) if isinstance(sigma, int | float) else tuple(sigma)
        if len(self.sigma) != 2 or not 0 < self.sigma[0] <= self.sigma[1]:
            raise ValueError(
                f"GaussianBlur: sigma should be positive, one number or (low, high); got {sigma!r}"
            )

    @staticmethod
    def get_params(sigma_min: float, sigma_max: float) -> float:
        """The width."""
        return uniform(sigma_min, sigma_max)

    def forward(self, img: Any) -> Any:
        sigma = self.get_params(*self.sigma)
        return gaussian_blur(img, self.kernel_size, [sigma, sigma])

    def __repr__(self) -> str:
        return f"GaussianBlur(kernel_size={self.kernel_size}, sigma={self.sigma})"


class Sometimes(Transform):
    """Base: `change` with probability p."""

    options: tuple[str, ...] = ()

    def __init__(self, p: float = 0.5) -> None:
        self.p = check_probability(type(self).__name__, p)

    def change(self, img: Any) -> Any:
        raise NotImplementedError

    def forward(self, img: Any) -> Any:
        return self.change(img) if chance(self.p) else img

    def __repr__(self) -> str:
        parts = [f"{name}={getattr(self, name)}" for name in (*self.options, "p")]
        return f"{type(self).__name__}({','.join(parts)})"


class RandomInvert(Sometimes):
    """Inverted with probability p."""

    def change(self, img: Any) -> Any:
        return invert(img)


class RandomAutocontrast(Sometimes):
    """autocontrast with probability p."""

    def change(self, img: Any) -> Any:
        return autocontrast(img)


class RandomEqualize(Sometimes):
    """equalize with probability p."""

    def change(self, img: Any) -> Any:
        return equalize(img)


class RandomPosterize(Sometimes):
    """posterize with probability p."""

    options = ("bits",)

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits

    def change(self, img: Any) -> Any:
        return posterize(img, self.bits)


class RandomSolarize(Sometimes):
    """solarize with probability p."""

    options = ("threshold",)

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold

    def change(self, img: Any) -> Any:
        return solarize(img, self.threshold)


class RandomAdjustSharpness(Sometimes):
    """adjust_sharpness with probability p."""

    options = ("sharpness_factor",)

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def change(self, img: Any) -> Any:
        return adjust_sharpness(img, self.sharpness_factor)
