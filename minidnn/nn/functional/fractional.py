"""Fractional pooling: the largest pixel of windows whose steps are drawn, to a size in between."""

from ... import functional as F
from ...functional.checks import expect_tensor
from ...functional.pooling import picked
from ...ops import pool
from ...ops.windows import several
from ...tape import apply
from ...tensor import Tensor, rand

__all__ = [
    "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
]


def pooled(n: int, input, kernel_size, output_size, output_ratio, samples) -> tuple:
    """(the largest pixels, their places) for n directions."""
    op = f"fractional_max_pool{n}d"
    expect_tensor(op, input)
    if (output_size is None) == (output_ratio is None):
        raise ValueError(f"{op}: give output_size or output_ratio, and not both")
    if input.ndim not in (n + 1, n + 2):
        raise RuntimeError(f"{op}: expected {n + 1} or {n + 2} dimensions, got {input.ndim}")
    kernel = several(kernel_size, n, f"{op}: kernel_size")
    sizes = input.shape[-n:]
    if output_size is None:
        ratios = output_ratio if isinstance(output_ratio, tuple | list) else (output_ratio,) * n
        if any(not 0 < r < 1 for r in ratios):
            raise ValueError(f"{op}: output_ratio must be between 0 and 1, got {output_ratio}")
        output_size = tuple(int(size * r) for size, r in zip(sizes, ratios))
    out = several(output_size, n, f"{op}: output_size")
    if any(k + m - 1 > size or m < 1 for k, m, size in zip(kernel, out, sizes)):
        raise RuntimeError(
            f"{op}: kernel_size + output_size - 1 must fit into the image {tuple(sizes)}; got "
            f"kernel_size {kernel} and output_size {out}"
        )
    x = input if input.ndim == n + 2 else F.unsqueeze(input, 0)
    if samples is None:
        samples = rand(*x.shape[:2], n, dtype=x.dtype, device=x.device)
    if samples.shape[0] < x.shape[0] or tuple(samples.shape[1:]) != (x.shape[1], n):
        raise RuntimeError(
            f"{op}: _random_samples must be {(*x.shape[:2], n)}; got {tuple(samples.shape)}"
        )
    samples = samples[: x.shape[0]]
    places = apply(pool.fractional_places, x, samples, kernel=kernel, output_size=out)
    y = picked(x, places, n)
    return (y, places) if input.ndim == n + 2 else (F.squeeze(y, 0), F.squeeze(places, 0))


def fractional_max_pool2d_with_indices(
    input: Tensor, kernel_size, output_size=None, output_ratio=None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> tuple:  # fmt: skip
    """(the largest pixel of every window, its place):  (N,C,H,W) -> (N,C,OH,OW).

    The windows start at steps that are drawn so that they cover the image: give output_size, or
    output_ratio between 0 and 1.

    Source: Graham, Fractional Max-Pooling (2014), section 2.
    """
    return pooled(2, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool3d_with_indices(
    input: Tensor, kernel_size, output_size=None, output_ratio=None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> tuple:  # fmt: skip
    """As fractional_max_pool2d_with_indices:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""
    return pooled(3, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool2d(
    input: Tensor, kernel_size, output_size=None, output_ratio=None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
):  # fmt: skip
    """The largest pixel of windows at drawn steps:  (N,C,H,W) -> (N,C,OH,OW)."""
    y, places = pooled(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return (y, places) if return_indices else y


def fractional_max_pool3d(
    input: Tensor, kernel_size, output_size=None, output_ratio=None, return_indices: bool = False,
    _random_samples: Tensor | None = None,
):  # fmt: skip
    """The largest voxel of windows at drawn steps:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""
    y, places = pooled(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return (y, places) if return_indices else y
