"""Images in other sizes and arrangements: interpolate, pixel_shuffle, channel_shuffle."""

import functools
import math
import warnings
from collections.abc import Sequence
from typing import Any

from ... import backend
from ...functional.checks import expect_floating, expect_tensor
from ...functional.pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from ...ops import resample
from ...tape import apply
from ...tensor import Tensor

__all__ = [
    "channel_shuffle", "interpolate", "native_channel_shuffle", "pixel_shuffle", "pixel_unshuffle",
    "upsample", "upsample_bilinear", "upsample_nearest",
]

KERNELS = {"linear": ("linear", 1), "bilinear": ("linear", 2), "trilinear": ("linear", 3)}
KERNELS["bicubic"] = ("cubic", 2)
AREAS = {1: adaptive_avg_pool1d, 2: adaptive_avg_pool2d, 3: adaptive_avg_pool3d}


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """An image in another size: (N,C,S) -> (N,C,*size), or (N,C,⌊S·scale_factor⌋).

    mode: "nearest", "nearest-exact", "linear" (N,C,L), "bilinear" or "bicubic" (N,C,H,W),
    "trilinear" (N,C,D,H,W), "area". align_corners: the centres of the corner pixels stay at the
    corners. antialias: a smooth result of "bilinear" and "bicubic" where the image gets smaller.
    """
    expect_tensor("interpolate", input)
    n = input.ndim - 2
    if n not in (1, 2, 3):
        raise NotImplementedError(
            f"interpolate: expected (N,C,L), (N,C,H,W) or (N,C,D,H,W), got {tuple(input.shape)}"
        )
    kernel = kernel_of(mode, n, align_corners, antialias)
    sizes, scales = sizes_of(input.shape[2:], size, scale_factor)
    if min(sizes) < 1 or min(input.shape[2:]) < 1:
        raise RuntimeError(f"interpolate: {tuple(input.shape[2:])} cannot become {sizes}")
    if recompute_scale_factor:
        if size is not None:
            raise ValueError("interpolate: recompute_scale_factor has no meaning with a size")
        scales = (None,) * n
    if mode == "area":
        return AREAS[n](input, sizes)
    y = input
    for axis, (length, scale) in enumerate(zip(sizes, scales), 2):
        before = input.shape[axis]
        if length == before and (scale is None or scale == 1):
            continue
        step = None if scale is None else 1.0 / scale
        key = kernel, before, length, step, bool(align_corners), antialias
        y = resized(y, axis, key)
    return y if y is not input else input.clone()


def resized(x: Tensor, axis: int, key: tuple) -> Tensor:
    """One direction of an image in another size."""
    if not key[0].startswith("nearest"):
        expect_floating("interpolate", x)
        matrix, _ = shares(*key, x.dtype.str, str(x.device))
        return apply(resample.resample, x, matrix=matrix, axis=axis)
    dtype = x.dtype.str if x.dtype.kind == "f" else "<f4"
    matrix, index = shares(*key, dtype, str(x.device))
    return apply(resample.nearest, x, index=index, matrix=matrix, axis=axis)


@functools.lru_cache(maxsize=256)
def shares(kernel, size, out, step, align_corners, antialias, dtype, device):
    """The matrix of one direction, and the largest share of each row, where the image is.

    Remembered, so that a training step sends nothing to the device.
    """
    matrix = resample.weights(
        kernel, size, out, scale=step, align_corners=align_corners, antialias=antialias
    )
    return (
        backend.to_device(matrix.astype(dtype), device),
        backend.to_device(matrix.argmax(axis=1), device),
    )


def kernel_of(mode: str, n: int, align_corners: bool | None, antialias: bool) -> str:
    """"nearest", "nearest-exact", "linear", "cubic" or "area"; errors for what does not fit."""
    if mode in ("nearest", "nearest-exact", "area"):
        if align_corners is not None:
            raise ValueError(f"interpolate: align_corners has no meaning for mode {mode!r}")
        if antialias:
            raise ValueError("interpolate: antialias is for modes 'bilinear' and 'bicubic'")
        return mode
    if mode not in KERNELS:
        known = ", ".join(["nearest", "nearest-exact", "area", *KERNELS])
        raise NotImplementedError(f"interpolate: unknown mode {mode!r}; expected one of {known}")
    kernel, wanted = KERNELS[mode]
    if n != wanted:
        raise NotImplementedError(
            f"interpolate: mode {mode!r} needs {wanted} directions, got an input with {n}"
        )
    if antialias and mode not in ("bilinear", "bicubic"):
        raise ValueError("interpolate: antialias is for modes 'bilinear' and 'bicubic'")
    return kernel


def sizes_of(own: Sequence[int], size: Any, scale_factor: Any) -> tuple[tuple, tuple]:
    """The new sizes, and the scale factors that were given (None where sizes were)."""
    n = len(own)
    if (size is None) == (scale_factor is None):
        raise ValueError("interpolate: give either size or scale_factor")
    given = size if scale_factor is None else scale_factor
    given = tuple(given) if isinstance(given, tuple | list) else (given,) * n
    if len(given) != n:
        raise ValueError(f"interpolate: expected {n} numbers for {n} directions, got {given}")
    if size is not None:
        return tuple(int(m) for m in given), (None,) * n
    return tuple(math.floor(m * float(s)) for m, s in zip(own, given)), tuple(map(float, given))


def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """interpolate under its old name."""
    warnings.warn("upsample: use interpolate, its new name", stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate(mode="nearest") under its old name."""
    warnings.warn("upsample_nearest: use interpolate, its new name", stacklevel=2)
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate(mode="bilinear", align_corners=True) under its old name."""
    warnings.warn("upsample_bilinear: use interpolate, its new name", stacklevel=2)
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """r² channels become r x r pixels: (..., C·r², H, W) -> (..., C, H·r, W·r).

    Source: Shi et al., Real-Time Single Image Super-Resolution (2016), equation 4.
    """
    r = upscale_factor
    if input.ndim < 3 or r < 1 or input.shape[-3] % (r * r):
        raise RuntimeError(
            f"pixel_shuffle: expected (..., C, H, W) with C a multiple of {r * r} "
            f"(upscale_factor {r}), got {tuple(input.shape)}"
        )
    *lead, C, H, W = input.shape
    d = len(lead)
    x = input.reshape(*lead, C // (r * r), r, r, H, W)
    x = x.permute(*range(d), d, d + 3, d + 1, d + 4, d + 2)
    return x.reshape(*lead, C // (r * r), H * r, W * r)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """The inverse of pixel_shuffle: (..., C, H·r, W·r) -> (..., C·r², H, W)."""
    r = downscale_factor
    if input.ndim < 3 or r < 1 or input.shape[-2] % r or input.shape[-1] % r:
        raise RuntimeError(
            f"pixel_unshuffle: expected (..., C, H, W) with H and W multiples of {r}, got "
            f"{tuple(input.shape)}"
        )
    *lead, C, H, W = input.shape
    d = len(lead)
    x = input.reshape(*lead, C, H // r, r, W // r, r)
    x = x.permute(*range(d), d, d + 2, d + 4, d + 1, d + 3)
    return x.reshape(*lead, C * r * r, H // r, W // r)


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels of g groups taken in turn: (N, g·C, S) -> channel 0 of each group, 1 of each, …

    Source: Zhang et al., ShuffleNet (2017), section 3.1.
    """
    if input.ndim < 3 or groups < 1 or input.shape[1] % groups:
        raise RuntimeError(
            f"channel_shuffle: expected (N, C, S) with C a multiple of {groups} groups, got "
            f"{tuple(input.shape)}"
        )
    N, C, *S = input.shape
    return input.reshape(N, groups, C // groups, *S).transpose(1, 2).reshape(N, C, *S)


native_channel_shuffle = channel_shuffle
