"""Pooling: the largest or the mean pixel of every window, in any number of directions.

S stands for the sizes (L,), (H,W) or (D,H,W) of an image; an option has one entry for each of them.
"""

import itertools
import math

import numpy as np

from ..elsewhere import with_kernels
from .windows import output_length, pad, taps, unpad


def max_pool2d(x, *, kernel, stride, padding=(0, 0), dilation=(1, 1), ceil_mode=False):
    """y = the largest pixel of every window:  x (N,C,S) -> (N,C,OS).

    The gradient goes to the first largest pixel of a window, row by row, as in PyTorch.
    """
    op = check("max_pool", x, kernel, stride, padding)
    around, out = frame(op, x, kernel, stride, padding, dilation, ceil_mode)
    options = {"kernel": kernel, "stride": stride, "padding": around, "dilation": dilation}
    return largest(x, **options, out=out)


@with_kernels
def largest(x, *, kernel, stride, padding, dilation, out):
    """max_pool2d and its rule, once the windows are known."""
    windows = taps(kernel, stride, dilation, out)
    padded = pad(x, padding, lowest(x.dtype))
    y = padded[windows[0]].copy()
    for tap in windows[1:]:
        np.maximum(y, padded[tap], out=y)

    def dx(dy):
        dpadded = np.zeros_like(padded)
        free = np.ones_like(y, dtype=bool)  # windows whose largest pixel has not been met yet
        for tap in windows:
            first = free & (padded[tap] == y)
            free ^= first
            dpadded[tap] += dy * first
        return unpad(dpadded, padding, x.shape)

    return y, dx


def max_pool_places(x, *, kernel, stride, padding, dilation, ceil_mode=False):
    """Where max_pool2d finds its results: each place counted row by row through x[n,c], int64."""
    op = check("max_pool", x, kernel, stride, padding)
    around, out = frame(op, x, kernel, stride, padding, dilation, ceil_mode)
    counted = np.arange(math.prod(x.shape[2:]), like=x).reshape(1, 1, *x.shape[2:])
    padded, places = pad(x, around, lowest(x.dtype)), pad(counted, around, -1)
    best = y = None
    for tap in taps(kernel, stride, dilation, out):
        pixels = padded[tap]
        if y is None:
            y, best = pixels, np.zeros_like(pixels, dtype=np.int64) + places[tap]
            continue
        # a NaN wins; before the first pixel that is no padding stands -1
        wins = (pixels > y) | ((pixels != pixels) & (y == y)) | (best < 0)
        y, best = np.where(wins, pixels, y), np.where(wins, places[tap], best)
    return (best,)


def avg_pool2d(
    x,
    *,
    kernel,
    stride,
    padding=(0, 0),
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    """y = the mean pixel of every window:  x (N,C,S) -> (N,C,OS).

    count_include_pad: zeros of the padding count as pixels.  divisor_override: divide the sum by
    this number instead.
    """
    op = check("avg_pool", x, kernel, stride, padding)
    around, out = frame(op, x, kernel, stride, padding, (1,) * len(kernel), ceil_mode)
    windows = taps(kernel, stride, (1,) * len(kernel), out)
    padded = pad(x, around)

    # A number, or one per window where windows at the border hold fewer pixels: as a product of
    # a column (OH,1) and a row (OW,), both made of x so that they live on its device.
    share = 1.0 if divisor_override is None else 1.0 / divisor_override
    if divisor_override is None:
        for n, size, k, s, p in zip(out, x.shape[2:], kernel, stride, padding):
            pixels = [pixels_in_window(i, size, k, s, p, count_include_pad) for i in range(n)]
            along = weights(x, [1.0 / count for count in pixels])
            share = along if isinstance(share, float) else share[..., None] * along

    total = padded[windows[0]] * 1.0  # a copy in the same order in memory
    for tap in windows[1:]:
        total += padded[tap]
    total *= share

    def dx(dy):
        dpadded = np.zeros_like(padded)
        shared = dy * share
        for tap in windows:
            dpadded[tap] += shared
        return unpad(dpadded, around, x.shape)

    return total, dx


def adaptive_avg_pool2d(x, *, output_size):
    """y[i] = the mean of the pixels i*S/OS to (i+1)*S/OS, rounded outwards, in each direction:
    x (N,C,S) -> (N,C,OS).  A None in output_size keeps that size.
    """
    areas, out = areas_of("adaptive_avg_pool", x, output_size)
    axes, lead, ones = tuple(range(2, x.ndim)), x.shape[:2], (1,) * len(out)
    means = [x[area].mean(axis=axes) for area in areas]
    if means:
        y = np.stack(means, axis=-1).reshape(*lead, *out)
    else:
        y = np.zeros_like(x, shape=(*lead, *out))

    def dx(dy):
        dx = np.zeros_like(x)
        dy = dy.reshape(*lead, len(areas))
        for i, area in enumerate(areas):
            pixels = math.prod(part.stop - part.start for part in area[1:])
            dx[area] += dy[:, :, i].reshape(*lead, *ones) / pixels
        return dx

    return y, dx


def adaptive_max_pool_places(x, *, output_size):
    """Where the largest pixel of each area of adaptive_avg_pool2d lies, as in max_pool_places."""
    areas, out = areas_of("adaptive_max_pool", x, output_size)
    counted = np.arange(math.prod(x.shape[2:]), like=x).reshape(x.shape[2:])
    best = [
        np.take(counted[area].reshape(-1), x[area].reshape(*x.shape[:2], -1).argmax(axis=-1))
        for area in areas
    ]
    return (np.stack(best, axis=-1).reshape(*x.shape[:2], *out),)


def fractional_places(x, samples, *, kernel, output_size):
    """Where the largest pixel of each window at drawn steps lies, as in max_pool_places.

    samples (N,C,n): numbers in [0, 1), one for each image, channel and direction (for two
    directions the row's comes last). With the mean step a = (S - K)/(OS - 1) window i starts at
    ⌊a·(i + u)⌋ - ⌊a·u⌋, the last one at the end.

    Source: Graham, Fractional Max-Pooling (2014), section 2.
    """
    lead, n = x.shape[:2], len(kernel)
    order = (1, 0) if n == 2 else range(n)
    place = 0
    for axis, (size, k, m, which) in enumerate(zip(x.shape[2:], kernel, output_size, order)):
        u = samples[:, :, which, None]
        step = (size - k) / (m - 1) if m > 1 else 0.0
        i = np.arange(m, like=x)
        start = ((i.astype(x.dtype) + u) * step).astype(np.int64) - (u * step).astype(np.int64)
        start = np.where(i == m - 1, size - k, start)
        along = start[..., None] + np.arange(k, like=x)
        shape = [1] * (2 * n)
        shape[axis], shape[n + axis] = m, k
        place = place * size + along.reshape(*lead, *shape)
    windows = place.reshape(*lead, math.prod(output_size), math.prod(kernel))
    pixels = np.take_along_axis(
        x.reshape(*lead, -1), windows.reshape(*lead, -1), axis=2
    ).reshape(windows.shape)
    best = np.take_along_axis(windows, pixels.argmax(axis=-1)[..., None], axis=-1)
    return (best.reshape(*lead, *output_size),)


def max_unpool(x, places, *, size):
    """y = 0 but for x at its places, which max_pool_places found:  x (N,C,S) -> (N,C,size)."""
    lead = x.shape[:2]
    flat = places.reshape(*lead, math.prod(x.shape[2:]))
    y = np.zeros_like(x, shape=(*lead, math.prod(size)))
    np.put_along_axis(y, flat, x.reshape(flat.shape), axis=2)

    def dx(dy):
        return np.take_along_axis(dy.reshape(y.shape), flat, axis=2).reshape(x.shape)

    return y.reshape(*lead, *size), dx, None


def areas_of(op, x, output_size):
    """One index for each result of an adaptive pooling, and the sizes of the result."""
    if x.ndim != len(output_size) + 2:
        raise ValueError(f"{op}{len(output_size)}d: x must be {wanted(output_size)}, got {x.shape}")
    out = tuple(size if n is None else n for n, size in zip(output_size, x.shape[2:]))
    along = [
        [slice(i * size // n, -(-(i + 1) * size // n)) for i in range(n)]
        for n, size in zip(out, x.shape[2:])
    ]
    return [(..., *area) for area in itertools.product(*along)], out


def frame(op, x, kernel, stride, padding, dilation, ceil_mode):
    """The padding ((top, bottom), (left, right)) that the windows reach into, and (OH, OW)."""
    around, out = [], []
    for size, k, s, p, d in zip(x.shape[2:], kernel, stride, padding, dilation):
        n = output_length(size, k, s, p, p, d, ceil_mode, op)
        reach = (n - 1) * s + d * (k - 1) + 1  # with ceil_mode the last window may reach further
        around.append((p, max(p, reach - size - p)))
        out.append(n)
    return tuple(around), tuple(out)


def pixels_in_window(i, size, kernel, stride, padding, count_include_pad):
    """How many pixels of one direction the i-th window averages over."""
    start = i * stride - padding
    stop = min(start + kernel, size + padding)
    return stop - start if count_include_pad else min(stop, size) - max(start, 0)


def weights(x, numbers):
    """A vector of x's type and device with these numbers."""
    if len(set(numbers)) == 1:
        return np.full_like(x, numbers[0], shape=len(numbers))
    vector = np.empty_like(x, shape=len(numbers))
    for i, number in enumerate(numbers):
        vector[i] = number
    return vector


def lowest(dtype):
    """The number that never wins a maximum."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def wanted(kernel):
    """The shape of the images for a kernel of these directions, in letters."""
    return {1: "(N,C,L)", 2: "(N,C,H,W)", 3: "(N,C,D,H,W)"}.get(len(kernel), "(N,C,S)")


def check(op, x, kernel, stride, padding):
    """The name of the pooling. Raises ValueError where it is not defined."""
    op = f"{op}{len(kernel)}d"
    if x.ndim != len(kernel) + 2:
        raise ValueError(f"{op}: x must be {wanted(kernel)}, got {x.shape}")
    if min(kernel) < 1 or min(stride) < 1:
        raise ValueError(f"{op}: kernel and stride must be at least 1, got {kernel} and {stride}")
    if any(p < 0 or p > k // 2 for p, k in zip(padding, kernel)):
        raise ValueError(
            f"{op}: padding must be between 0 and half the kernel {kernel}, got {padding}"
        )
    return op
