"""Pooling of images: the largest or the mean pixel of every window."""

import numpy as np

from .windows import output_length, pad, taps, unpad


def max_pool2d(x, *, kernel, stride, padding=(0, 0), dilation=(1, 1), ceil_mode=False):
    """y = the largest pixel of every window:  x (N,C,H,W) -> (N,C,OH,OW).

    The gradient goes to the first largest pixel of a window, row by row, as in PyTorch.
    All options but ceil_mode are pairs (height, width).
    """
    check("max_pool2d", x, kernel, stride, padding)
    around, out = frame("max_pool2d", x, kernel, stride, padding, dilation, ceil_mode)
    windows = taps(kernel, stride, dilation, out)
    padded = pad(x, around, lowest(x.dtype))
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
        return unpad(dpadded, around, x.shape)

    return y, dx


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
    """y = the mean pixel of every window:  x (N,C,H,W) -> (N,C,OH,OW).

    count_include_pad: zeros of the padding count as pixels.  divisor_override: divide the sum by
    this number instead.  kernel, stride and padding are pairs (height, width).
    """
    check("avg_pool2d", x, kernel, stride, padding)
    around, out = frame("avg_pool2d", x, kernel, stride, padding, (1, 1), ceil_mode)
    windows = taps(kernel, stride, (1, 1), out)
    padded = pad(x, around)

    # A number, or one per window where windows at the border hold fewer pixels: as a product of
    # a column (OH,1) and a row (OW,), both made of x so that they live on its device.
    if divisor_override is not None:
        share = 1.0 / divisor_override
    else:
        per_row, per_column = (
            [1.0 / pixels_in_window(i, size, k, s, p, count_include_pad) for i in range(n)]
            for n, size, k, s, p in zip(out, x.shape[2:], kernel, stride, padding)
        )
        share = weights(x, per_row)[:, None] * weights(x, per_column)

    total = padded[windows[0]].copy()
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
    """y[i,j] = the mean of the pixels i*H/OH to (i+1)*H/OH, j*W/OW to (j+1)*W/OW, rounded outwards:
    x (N,C,H,W) -> (N,C,OH,OW).  A None in output_size keeps that size.
    """
    if x.ndim != 4:
        raise ValueError(f"adaptive_avg_pool2d: x must be (N,C,H,W), got {x.shape}")
    H, W = x.shape[2:]
    OH, OW = (size if n is None else n for n, size in zip(output_size, (H, W)))
    rows = [slice(i * H // OH, -(-(i + 1) * H // OH)) for i in range(OH)]
    columns = [slice(j * W // OW, -(-(j + 1) * W // OW)) for j in range(OW)]
    y = np.stack(
        [
            np.stack([x[:, :, row, column].mean(axis=(2, 3)) for column in columns], axis=2)
            for row in rows
        ],
        axis=2,
    )

    def dx(dy):
        dx = np.zeros_like(x)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                pixels = (row.stop - row.start) * (column.stop - column.start)
                dx[:, :, row, column] += dy[:, :, i : i + 1, j : j + 1] / pixels
        return dx

    return y, dx


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


def check(op, x, kernel, stride, padding):
    """Raises ValueError where pooling is not defined."""
    if x.ndim != 4:
        raise ValueError(f"{op}: x must be (N,C,H,W), got {x.shape}")
    if min(kernel) < 1 or min(stride) < 1:
        raise ValueError(f"{op}: kernel and stride must be at least 1, got {kernel} and {stride}")
    if any(p < 0 or p > k // 2 for p, k in zip(padding, kernel)):
        raise ValueError(
            f"{op}: padding must be between 0 and half the kernel {kernel}, got {padding}"
        )
