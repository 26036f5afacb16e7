"""The transforms on arrays (..., C, H, W): floats in [0, 1], or integers up to their largest.

Smoothing when an image is made smaller, and the rounding rules, are those of torchvision on
tensors, which
differ from Pillow's by one grey level here and there.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def highest(dtype: np.dtype) -> float:
    """What stands for white."""
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def convert_dtype(x: np.ndarray, dtype: np.dtype) -> np.ndarray:
    if x.dtype == dtype:
        return x
    if x.dtype.kind == "f" and dtype.kind == "f":
        return x.astype(dtype)
    if x.dtype.kind == "f":
        if (x.dtype, dtype.itemsize) == (np.float32, 4) or dtype.itemsize == 8:
            raise RuntimeError(
                f"convert_image_dtype: {x.dtype} cannot hold the whole range of {dtype} exactly; "
                "use a smaller integer type"
            )
        return (x * x.dtype.type(highest(dtype) + 1 - 1e-3)).astype(dtype)
    if dtype.kind == "f":
        y = x.astype(dtype)
        y /= dtype.type(highest(x.dtype))
        return y
    before, after = int(highest(x.dtype)), int(highest(dtype))
    if before > after:
        return (x // ((before + 1) // (after + 1))).astype(dtype)
    return x.astype(dtype) * dtype.type((after + 1) // (before + 1))


def normalize(
    x: np.ndarray, mean: Sequence[float], std: Sequence[float], inplace: bool
) -> np.ndarray:
    if x.dtype.kind != "f":
        raise TypeError(f"normalize: needs floats (ToTensor makes them); got {x.dtype}")
    if x.ndim < 3:
        raise ValueError(f"normalize: expected (..., C, H, W); got shape {x.shape}")
    m, s = (np.asarray(v, dtype=x.dtype).reshape(-1, 1, 1) for v in (mean, std))
    if not s.all():
        raise ValueError(f"normalize: std {std} has a zero; it would divide by it")
    if any(v.shape[0] not in (1, x.shape[-3]) for v in (m, s)):
        raise ValueError(
            f"normalize: mean has {m.size} and std {s.size} numbers for {x.shape[-3]} channels"
        )
    y = np.subtract(x, m, out=x if inplace else None)
    y /= s
    return y


def crop(x: np.ndarray, top: int, left: int, height: int, width: int) -> np.ndarray:
    rows, columns = x.shape[-2:]
    y = x[..., max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)]
    missing = (
        max(-left, 0),
        max(-top, 0),
        max(left + width - columns, 0),
        max(top + height - rows, 0),
    )
    return pad(y, missing, 0, "constant") if any(missing) else y.copy()


def pad(x: np.ndarray, padding: tuple[int, int, int, int], fill: Any, mode: str) -> np.ndarray:
    left, top, right, bottom = padding
    x = x[
        ...,
        max(-top, 0) : x.shape[-2] - max(-bottom, 0),
        max(-left, 0) : x.shape[-1] - max(-right, 0),
    ]
    around = [(0, 0)] * (x.ndim - 2) + [
        (max(top, 0), max(bottom, 0)),
        (max(left, 0), max(right, 0)),
    ]
    if mode != "constant":
        return np.pad(x, around, mode=mode)  # type: ignore[call-overload]
    values = fill if isinstance(fill, tuple | list) else [fill]
    if len(values) != 1:
        raise ValueError(f"pad: a Tensor is filled with one number; got {fill!r}")
    return np.pad(x, around, constant_values=values[0] or 0)


def resize(x: np.ndarray, size: tuple[int, int], mode: str, antialias: bool) -> np.ndarray:
    """Rows and columns one after the other, each as a matrix of weights."""
    if mode.startswith("nearest"):
        half = 0.5 if mode == "nearest-exact" else 0.0
        rows, columns = (
            np.minimum(((np.arange(new) + half) * (old / new)).astype(np.int64), old - 1)
            for old, new in zip(x.shape[-2:], size)
        )
        return x[..., rows[:, None], columns]
    if mode not in ("bilinear", "bicubic"):
        raise ValueError(
            f"resize: a Tensor can be resized by nearest, nearest-exact, bilinear or bicubic; "
            f"got {mode}"
        )
    work = x if x.dtype.kind == "f" else x.astype(np.float32)
    down, across = (weights(old, new, mode, antialias) for old, new in zip(x.shape[-2:], size))
    y = down.astype(work.dtype) @ (work @ across.T.astype(work.dtype))
    if x.dtype.kind == "f":
        return y
    return np.clip(np.rint(y), 0, highest(x.dtype)).astype(x.dtype)


def weights(old: int, new: int, mode: str, antialias: bool) -> np.ndarray:
    """The (new, old) matrix that resamples one axis: row i says what new pixel i is made of."""
    scale = old / new
    stretch = max(scale, 1.0) if antialias else 1.0
    reach = (1.0 if mode == "bilinear" else 2.0) * stretch
    matrix = np.zeros((new, old))
    for i in range(new):
        centre = (i + 0.5) * scale
        taps = np.arange(math.floor(centre - reach), math.ceil(centre + reach) + 1)
        if antialias:  # what would lie outside is left out
            taps = taps[(taps >= 0) & (taps < old)]
        distance = np.abs(taps + 0.5 - centre) / stretch
        share = triangle(distance) if mode == "bilinear" else cubic(distance, antialias)
        np.add.at(matrix[i], np.clip(taps, 0, old - 1), share)
    return matrix / matrix.sum(axis=1, keepdims=True)


def triangle(d: np.ndarray) -> np.ndarray:
    return np.maximum(1 - d, 0)


def cubic(d: np.ndarray, antialias: bool) -> np.ndarray:
    """Keys' cubic convolution with the parameter that torch uses in each case."""
    a = -0.5 if antialias else -0.75
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((d - 5) * d + 8) * d * a - 4 * a
    return np.where(d < 1, near, np.where(d < 2, far, 0))


def rotate(
    x: np.ndarray, angle: float, mode: str, expand: bool, center: Sequence[float] | None, fill: Any
) -> np.ndarray:
    """Every new pixel looks back to where it comes from."""
    height, width = x.shape[-2:]
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    dx, dy = (0.0, 0.0) if center is None else (center[0] - width / 2, center[1] - height / 2)
    # counter-clockwise with y downwards; (dx, dy) stays where it is
    inverse = np.array([[cos, -sin], [sin, cos]])
    shift = np.array([dx, dy]) - inverse @ [dx, dy]
    new_height, new_width = expanded(height, width, inverse, shift) if expand else (height, width)
    v, u = np.mgrid[0:new_height, 0:new_width].astype(np.float64)
    u, v = u + 0.5 - new_width / 2, v + 0.5 - new_height / 2
    columns = inverse[0, 0] * u + inverse[0, 1] * v + shift[0] + width / 2 - 0.5
    rows = inverse[1, 0] * u + inverse[1, 1] * v + shift[1] + height / 2 - 0.5
    return sampled(x, rows, columns, mode, fill)


def sampled(x: np.ndarray, rows: np.ndarray, columns: np.ndarray, mode: str, fill: Any) -> Any:
    """An image of the pixels at these places of x, `fill` (None: zero) where they lie outside."""
    if mode not in ("nearest", "bilinear"):
        raise ValueError(f"a Tensor can be turned and bent by nearest or bilinear; got {mode}")
    work = x.astype(np.float32 if x.dtype.kind != "f" else x.dtype)
    if mode == "nearest":
        y, inside = looked_up(work, np.rint(rows), np.rint(columns))
    else:
        y = inside = 0.0  # type: ignore[assignment]
        top, left = np.floor(rows), np.floor(columns)
        for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
            share = (1 - np.abs(rows - top - r)) * (1 - np.abs(columns - left - c))
            pixels, there = looked_up(work, top + r, left + c)
            y, inside = y + pixels * share.astype(work.dtype), inside + there * share
    if fill is not None:
        colour = np.asarray(fill, dtype=work.dtype).reshape(-1, 1, 1)
        inside = inside.astype(work.dtype)
        y = y * inside + colour * (
            1 - inside
        )  # at a soft border the pixel fades twice, as in torch
    return y.astype(x.dtype) if x.dtype.kind == "f" else np.rint(y).astype(x.dtype)


def looked_up(
    x: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels at whole-numbered places, zero outside; and 1 where inside, else 0."""
    height, width = x.shape[-2:]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    r, c = (np.where(inside, place, 0).astype(np.int64) for place in (rows, columns))
    return x[..., r, c] * inside, inside.astype(np.float64)


def expanded(height: int, width: int, inverse: np.ndarray, shift: np.ndarray) -> tuple[int, int]:
    """The size that holds the whole turned image."""
    corners = np.array([(x, y) for x in (-width / 2, width / 2) for y in (-height / 2, height / 2)])
    turned = corners @ inverse.T + shift + [width / 2, height / 2]
    # a hair beside a whole number is that number
    w, h = np.ceil(turned.max(axis=0) - 1e-4) - np.floor(turned.min(axis=0) + 1e-4)
    return int(h), int(w)


# Colour


def grayscale(x: np.ndarray, channels: int) -> np.ndarray:
    if x.shape[-3] == 1:
        y = x.copy()
    elif x.shape[-3] == 3:
        r, g, b = (
            x[..., i, :, :].astype(np.float32 if x.dtype.kind != "f" else x.dtype) for i in range(3)
        )
        y = (0.2989 * r + 0.587 * g + 0.114 * b).astype(x.dtype)[..., None, :, :]
    else:
        raise ValueError(f"grayscale: expected 1 or 3 channels; got shape {x.shape}")
    return np.repeat(y, channels, axis=-3) if channels > 1 else y


def blend(x: np.ndarray, other: np.ndarray | float, factor: float) -> np.ndarray:
    """factor * x + (1 - factor) * other, within the range of the numbers."""
    if factor < 0:
        raise ValueError(f"adjust: the factor must not be negative; got {factor}")
    work = np.float32 if x.dtype.kind != "f" else x.dtype
    y = factor * x.astype(work) + (1.0 - factor) * np.asarray(other, dtype=work)
    return np.clip(y, 0, highest(x.dtype)).astype(x.dtype)


def brightness(x: np.ndarray, factor: float) -> np.ndarray:
    return blend(x, 0.0, factor)


def contrast(x: np.ndarray, factor: float) -> np.ndarray:
    gray = grayscale(x, 1)
    work = np.float32 if x.dtype.kind != "f" else x.dtype
    return blend(x, gray.astype(work).mean(axis=(-3, -2, -1), keepdims=True), factor)


def saturation(x: np.ndarray, factor: float) -> np.ndarray:
    return x if x.shape[-3] == 1 else blend(x, grayscale(x, 1), factor)


def hue(x: np.ndarray, factor: float) -> np.ndarray:
    if x.shape[-3] == 1:
        return x
    h, s, v = hsv(convert_dtype(x, np.dtype(np.float32)) if x.dtype.kind != "f" else x)
    y = rgb((h + x.dtype.type(factor) if x.dtype.kind == "f" else h + np.float32(factor)) % 1, s, v)
    return convert_dtype(y, x.dtype)


def hsv(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hue, saturation, value in [0, 1] of red, green, blue in [0, 1]."""
    r, g, b = (x[..., i, :, :] for i in range(3))
    most, least = x.max(axis=-3), x.min(axis=-3)
    spread = most - least
    some = np.where(spread == 0, 1, spread).astype(x.dtype)
    h = np.select(
        [spread == 0, most == r, most == g],
        [0 * r, (g - b) / some, (b - r) / some + 2],
        (r - g) / some + 4,
    )
    return (h / 6 % 1).astype(x.dtype), spread / np.where(most == 0, 1, most).astype(x.dtype), most


def rgb(h: np.ndarray, s: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Red, green, blue (..., 3, H, W) of hue, saturation, value."""
    sector = np.floor(h * 6)
    f = h * 6 - sector
    p, q, t = (np.clip(v * (1 - s * k), 0, 1) for k in (1, f, 1 - f))
    sector = sector.astype(np.int64) % 6
    orders = [[v, q, p, p, t, v], [t, v, v, q, p, p], [p, p, t, v, v, q]]
    return np.stack([np.choose(sector, order) for order in orders], axis=-3)
