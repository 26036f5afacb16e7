"""Convolutions of lines, images and volumes, and their transposes, for tensors.

A size, stride, padding or dilation is one number, or one for each direction. An input may be a
batch (N,C,S) or one sample (C,S); S stands for L, (H,W) or (D,H,W).
"""

from ..ops import conv as ops
from ..ops import fast
from ..ops.windows import several
from ..tape import apply
from .checks import expect_floating, expect_one_type, expect_tensor
from .index import raw

__all__ = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
]


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """x ⋆ weight + bias: x (N,C,L) or (C,L), weight (O,C/groups,K) -> (N,O,OL)."""
    return convolution(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """x ⋆ weight + bias: x (N,C,H,W) or (C,H,W), weight (O,C/groups,KH,KW) -> (N,O,OH,OW).

    stride, padding and dilation are an int or a pair; padding may be "same" or "valid".
    """
    return convolution(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """x ⋆ weight + bias: x (N,C,D,H,W) or (C,D,H,W), weight (O,C/groups,KD,KH,KW)."""
    return convolution(3, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """conv1d's way back as a layer: x (N,C,L), weight (C,O/groups,K) -> (N,O,OL)."""
    options = stride, padding, output_padding, groups, dilation
    return transposed(1, input, weight, bias, *options)


def conv_transpose2d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """conv2d's way back as a layer: x (N,C,H,W), weight (C,O/groups,KH,KW) -> (N,O,OH,OW)."""
    options = stride, padding, output_padding, groups, dilation
    return transposed(2, input, weight, bias, *options)


def conv_transpose3d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """conv3d's way back as a layer: x (N,C,D,H,W), weight (C,O/groups,KD,KH,KW)."""
    options = stride, padding, output_padding, groups, dilation
    return transposed(3, input, weight, bias, *options)


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """Every window of an image as a column: (N,C,H,W) -> (N, C·KH·KW, number of windows)."""
    expect_tensor("unfold", input)
    options = window_options("unfold", kernel_size, dilation, padding, stride)
    return batched("unfold", 2, input, lambda x: apply(ops.unfold, x, **options))


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """The sum of all windows at their places: (N, C·KH·KW, windows) -> (N,C,*output_size)."""
    expect_tensor("fold", input)
    options = window_options("fold", kernel_size, dilation, padding, stride)
    size = several(output_size, 2, "fold: output_size")
    return batched("fold", 1, input, lambda x: apply(ops.fold, x, size=size, **options))


def convolution(n, x, weight, bias, stride, padding, dilation, groups):
    """The convolution of n directions; that of a line is that of an image of one column."""
    op = f"conv{n}d"
    expect_tensor(op, x)
    expect_one_type(op, x, weight)
    expect_floating(op, x)
    stride = positive(op, "stride", stride, n)
    dilation = positive(op, "dilation", dilation, n)
    padding = ops.resolve_padding(padding, tuple(weight.shape[2:]), stride, dilation)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}

    def layer(x):
        if n != 1:
            return apply(fast.conv2d if n == 2 else ops.convolution, x, weight, bias, **options)
        ops.check(raw(x), raw(weight), raw(bias), groups)
        flat = {"stride": (*stride, 1), "dilation": (*dilation, 1), "groups": groups}
        flat["padding"] = (*padding, (0, 0))
        y = apply(fast.conv2d, column(x), column(weight), bias, **flat)
        return y.reshape(*y.shape[:3])

    return batched(op, n, x, layer)


def transposed(n, x, weight, bias, stride, padding, output_padding, groups, dilation):
    """The transposed convolution of n directions."""
    op = f"conv_transpose{n}d"
    expect_tensor(op, x)
    expect_one_type(op, x, weight)
    expect_floating(op, x)
    options = {
        "stride": positive(op, "stride", stride, n),
        "dilation": positive(op, "dilation", dilation, n),
        "padding": positive(op, "padding", padding, n, least=0),
        "output_padding": positive(op, "output_padding", output_padding, n, least=0),
        "groups": groups,
    }
    layer = fast.conv_transpose2d if n == 2 else ops.conv_transpose
    return batched(op, n, x, lambda x: apply(layer, x, weight, bias, **options))


def column(x):
    """(..., L) -> (..., L, 1): few pixels of all lines lie side by side in memory."""
    return x.reshape(*x.shape, 1)


def batched(op, n, x, layer):
    """Call a layer of batches (N,C,S); one sample (C,S) goes in and out without its batch."""
    if x.ndim != n + 1:
        return layer(x)
    y = layer(x.reshape(1, *x.shape))
    return y.reshape(*y.shape[1:])


def positive(op, name, value, n, least=1):
    """n numbers that are at least 1 (or 0)."""
    values = several(value, n, f"{op}: {name}")
    if min(values) < least:
        raise ValueError(f"{op}: {name} must be at least {least}; got {value}")
    return values


def window_options(op, kernel_size, dilation, padding, stride):
    """The options of the windows of images."""
    padding = positive(op, "padding", padding, 2, least=0)
    return {
        "kernel": positive(op, "kernel_size", kernel_size, 2),
        "stride": positive(op, "stride", stride, 2),
        "padding": tuple((n, n) for n in padding),
        "dilation": positive(op, "dilation", dilation, 2),
    }
