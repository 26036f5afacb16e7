"""Windows that slide over images: padding, output sizes and the view under each kernel tap."""

import operator

import numpy as np


def pair(value, name):
    """3 or (3,) -> (3, 3);  (3, 5) -> (3, 5): PyTorch's "one number or one per direction"."""
    try:
        value = value if hasattr(value, "__index__") else tuple(value)
        if hasattr(value, "__index__") or len(value) == 1:
            value = (value, value) if hasattr(value, "__index__") else value * 2
        height, width = value
        height, width = operator.index(height), operator.index(width)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected an int or a pair of ints, got {value!r}") from None
    return height, width


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
    (top, _), (left, _) = padding
    return x[..., top : top + shape[-2], left : left + shape[-1]]


def taps(kernel, stride, dilation, out):
    """One index per kernel element: x_padded[..., tap] are the pixels (OH,OW) it meets."""
    return [
        (
            ...,
            slice(i * dilation[0], i * dilation[0] + (out[0] - 1) * stride[0] + 1, stride[0]),
            slice(j * dilation[1], j * dilation[1] + (out[1] - 1) * stride[1] + 1, stride[1]),
        )
        for i in range(kernel[0])
        for j in range(kernel[1])
    ]
