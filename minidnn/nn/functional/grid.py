"""Images looked up at the points of a grid: grid_sample and affine_grid."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import functional as F
from ...functional.checks import expect_one_type, expect_tensor
from ...tensor import Tensor

__all__ = ["affine_grid", "grid_sample"]


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The points that an affine map sends the pixels of a picture of this size to.

    theta (N,2,3), size (N,C,H,W) -> (N,H,W,2); theta (N,3,4), size (N,C,D,H,W) -> (N,D,H,W,3).
    """
    n = len(size) - 2
    if n not in (2, 3) or min(size) < 1:
        raise ValueError(
            f"affine_grid: size must be (N,C,H,W) or (N,C,D,H,W) of at least 1, got {tuple(size)}"
        )
    if tuple(theta.shape) != (size[0], n, n + 1):
        raise ValueError(
            f"affine_grid: theta must be {(size[0], n, n + 1)} for size {tuple(size)}, got "
            f"{tuple(theta.shape)}"
        )
    like = F.raw(theta)
    axes = []
    for m in reversed(size[2:]):  # x first
        steps = np.arange(m, like=like).astype(theta.dtype)
        if align_corners:
            axes.append(steps * (2.0 / max(m - 1, 1)) - (1.0 if m > 1 else 0.0))
        else:
            axes.append((steps * 2.0 + 1.0) / m - 1.0)
    shape = tuple(size[2:])
    points: Any = [
        np.broadcast_to(axis.reshape(-1, *[1] * i), shape).reshape(-1)
        for i, axis in enumerate(axes)
    ]
    points = np.stack([*points, np.ones_like(points[0])], axis=1)
    return F.matmul(Tensor(points), theta.transpose(1, 2)).reshape(size[0], *shape, n)


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The pixels of input (N,C,H,W) at the points of a grid (N,OH,OW,2) -> (N,C,OH,OW).

    A point is (x, y), -1 to 1 from border to border (align_corners: from the centre of the first
    pixel to that of the last). Volumes (N,C,D,H,W) take grids (N,OD,OH,OW,3). mode: "bilinear",
    "nearest" or "bicubic". padding_mode: what lies outside: "zeros", "border" or "reflection".
    """
    check(input, grid, mode, padding_mode)
    align = bool(align_corners)
    sizes = tuple(input.shape[2:])
    places = []
    for d, n in enumerate(sizes):
        point = grid[..., len(sizes) - 1 - d]
        place = (point + 1) * ((n - 1) / 2) if align else ((point + 1) * n - 1) * 0.5
        places.append(place if mode == "bicubic" else inside(place, n, padding_mode, align))
    reach = {"nearest": [0], "bilinear": [0, 1], "bicubic": [-1, 0, 1, 2]}[mode]
    starts = [nearest(p) if mode == "nearest" else Tensor(np.floor(F.raw(p))) for p in places]
    total: Any = None
    for taps in itertools.product(reach, repeat=len(sizes)):
        pixels = [start + tap for start, tap in zip(starts, taps)]
        share: Any = None
        for place, pixel in zip(places, pixels):
            distance = (place - pixel).abs()
            if mode == "nearest":
                along = 1 - distance * 0  # 1, with the gradient 0 that the grid has here
            else:
                along = 1 - distance if mode == "bilinear" else cubic(distance)
            share = along if share is None else share * along
        if mode == "bicubic":
            pixels = [inside(p, n, padding_mode, align) for p, n in zip(pixels, sizes)]
        values = looked_up(input, pixels, sizes)
        values = values * share.unsqueeze(1)
        total = values if total is None else total + values
    return total


def looked_up(x: Tensor, pixels: list[Tensor], sizes: tuple[int, ...]) -> Tensor:
    """The pixels of x (N,C,S) at whole places (N,OS) of each direction, 0 outside -> (N,C,OS)."""
    flat: Any = 0
    valid: Any = True
    for pixel, n in zip(pixels, sizes):
        place = F.raw(pixel)
        here = (place >= 0) & (place < n)
        flat = flat * n + np.where(here, place, np.zeros_like(place)).astype(np.int64)
        valid = valid & here
    N, C = x.shape[:2]
    index = Tensor(np.broadcast_to(flat.reshape(N, 1, -1), (N, C, flat[0].size)))
    values = F.gather(x.reshape(N, C, -1), 2, index).reshape(N, C, *flat.shape[1:])
    return values * Tensor(valid.astype(x.dtype)[:, None])


def inside(place: Tensor, n: int, padding_mode: str, align: bool) -> Tensor:
    """A place outside the image moved onto it; with "zeros" it stays where it is."""
    if padding_mode == "zeros":
        return place
    if padding_mode == "reflection":
        low, span = (0.0, float(n - 1)) if align else (-0.5, float(n))
        if span == 0:
            return place * 0
        away = (place - low).abs()
        rounds = np.floor(F.raw(away) / span)
        rest = F.fmod(away, span)
        place = F.where(Tensor(rounds % 2 == 0), rest + low, span - rest + low)
    return F.clamp(place, 0.0, float(n - 1))


def nearest(place: Tensor) -> Tensor:
    """The nearest whole place; a half goes to the even one."""
    return Tensor(np.round(F.raw(place)))


def cubic(distance: Tensor) -> Tensor:
    """The share of a pixel at a distance from 0 to 2 in cubic interpolation (Keys 1981)."""
    a = -0.75
    near = ((a + 2) * distance - (a + 3)) * distance * distance + 1
    far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
    return F.where(distance <= 1, near, far)


def check(input: Tensor, grid: Tensor, mode: str, padding_mode: str) -> None:
    """Raises for an image and a grid that do not fit together."""
    expect_tensor("grid_sample", input)
    expect_one_type("grid_sample", input, grid)
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            f"grid_sample: mode must be 'bilinear', 'nearest' or 'bicubic', got {mode!r}"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            f"grid_sample: padding_mode must be 'zeros', 'border' or 'reflection', got "
            f"{padding_mode!r}"
        )
    n = input.ndim - 2
    fits = n in (2, 3) and grid.ndim == n + 2 and grid.shape[-1] == n
    if not fits or grid.shape[0] != input.shape[0] or 0 in input.shape[1:]:
        raise ValueError(
            f"grid_sample: expected input (N,C,H,W) with grid (N,OH,OW,2), or (N,C,D,H,W) with "
            f"(N,OD,OH,OW,3), got {tuple(input.shape)} and {tuple(grid.shape)}"
        )
    if mode == "bicubic" and n != 2:
        raise ValueError(f"grid_sample: mode 'bicubic' needs images, got {tuple(input.shape)}")
