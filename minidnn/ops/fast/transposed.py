"""Transposed convolution of images: conv2d's fast ways, the other way round."""

from ..conv import check_transpose, conv_transpose, transposed_size
from . import columns
from .blocks import channel_sum
from .conv import SMALL, suited
from .finish import Finish
from .layout import inward, outward
from .windows import Windows


def conv_transpose2d(x, weight, bias, *, stride, padding, output_padding, dilation, groups=1):
    """The same as minidnn.ops.conv.conv_transpose, faster; images lie as (H,W,N,C) in memory."""
    options = {"stride": stride, "dilation": dilation, "output_padding": output_padding}
    work = x.size * weight[0].size if len(weight) else 0
    if groups != 1 or work < SMALL or not suited(x, weight, bias):
        return conv_transpose(x, weight, bias, padding=padding, groups=groups, **options)
    check_transpose(x, weight, bias, groups)
    kernel, size = weight.shape[2:], x.shape[2:]
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    pixels, shape = inward(x), (*out, len(x), weight.shape[1])

    w = Windows(kernel, stride, tuple((p, p) for p in padding), dilation, size)
    y = columns.input_gradient(pixels, weight, shape, w)
    Finish(bias)(y)

    return (
        outward(y),
        lambda dy: outward(columns.convolve(inward(dy), weight, Finish(), w)),
        lambda dy: columns.weight_gradient(inward(dy), pixels, w),
        None if bias is None else lambda dy: channel_sum(inward(dy)),
    )
