"""Windows that slide over images of any number of dimensions: padding, sizes, views, columns."""

import itertools
import operator

import numpy as np

from ..elsewhere import with_kernels


def pair(value, name):
    """3 or (3,) -> (3, 3);  (3, 5) -> (3, 5): PyTorch's "one number or one per direction"."""
    return several(value, 2, name)


def several(value, count, name):
    """3 or (3,) -> (3, 3, 3) for count 3;  (3, 5, 7) -> (3, 5, 7)."""
    try:
        value = (value,) if hasattr(value, "__index__") else tuple(value)
        value = tuple(operator.index(n) for n in (value * count if len(value) == 1 else value))
        if len(value) != count:
            raise ValueError
    except (TypeError, ValueError):
        wanted = {1: "", 2: " or a pair of ints"}.get(count, f" or {count} ints")
        raise ValueError(f"{name}: expected an int{wanted}, got {value!r}") from None
    return value


def output_length(size, kernel, stride, before, after, dilation, ceil_mode=False, op="conv2d"):
    """How many windows fit along one direction of `size` pixels padded by `before` and `after`."""
    room = size + before + after - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError(
            f"{op}: a kernel of {kernel} (dilation {dilation}) is larger than the padded image of"
            f" {size + before + after} pixels; use larger images, a smaller kernel or more padding"
        )
    length = (room + stride - 1 if ceil_mode else room) // stride + 1
    if ceil_mode and (length - 1) * stride >= size + before:
        length -= 1  # the last window would lie in the padding alone
    return length


def pad(x, padding, value=0):
    """x (N,C,H,W) -> (N,C,top+H+bottom,left+W+right), filled with `value`."""
    if not any(map(any, padding)):
        return x
    return np.pad(x, ((0, 0), (0, 0), *padding), constant_values=value)


def unpad(x, padding, shape):
    """The inverse of `pad`: the middle part, which has the given shape (...,H,W)."""
    starts = [before for before, _ in padding]
    return x[(..., *(slice(a, a + n) for a, n in zip(starts, shape[-len(starts) :])))]


def taps(kernel, stride, dilation, out):
    """One index per kernel element: x_padded[..., tap] are the pixels (OH,OW) it meets."""
    along = [
        [slice(i * d, i * d + (n - 1) * s + 1, s) for i in range(k)]
        for k, s, d, n in zip(kernel, stride, dilation, out)
    ]
    return [(..., *tap) for tap in itertools.product(*along)]


@with_kernels
def columns_of(x, *, kernel, stride, padding, dilation, out):
    """x (N,C,H,W) -> (N,C,KH*KW,OH,OW): for every window the pixels under it."""
    padded = pad(x, padding)
    return np.stack([padded[tap] for tap in taps(kernel, stride, dilation, out)], axis=2)


@with_kernels
def image_of(columns, shape, *, kernel, stride, padding, dilation, out):
    """The way back: every pixel of an image (N,C,H,W) is the sum of what all windows hold of it."""
    sizes = [before + n + after for n, (before, after) in zip(shape[2:], padding)]
    padded = np.zeros_like(columns, shape=(*shape[:2], *sizes))
    for k, tap in enumerate(taps(kernel, stride, dilation, out)):
        padded[tap] += columns[:, :, k]
    return unpad(padded, padding, shape)
