"""Transposed convolution of images: conv2d's fast ways, the other way round."""

from ..conv import check_transpose, conv_transpose, transposed_size
from . import columns
from .blocks import channel_sum
from .conv import SMALL, suited
from .finish import Finish
from .layout import inward, outward


def conv_transpose2d(x, weight, bias, *, stride, padding, output_padding, dilation, groups=1):
    """The same as minidnn.ops.conv.conv_transpose, faster; images lie as (H,W,N,C) in memory."""
    options = {"stride": stride, "dilation": dilation, "output_padding": output_padding}
    work = x.size * weight[0].size if len(weight) else 0
    if groups != 1 or work < SMALL or not suited(x, weight, bias):
        return conv_transpose(x, weight, bias, padding=padding, groups=groups, **options)
    check_transpose(x, weight, bias, groups)
    kernel, size = weight.shape[2:], x.shape[2:]
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    sides = tuple((p, p) for p in padding)
    pixels, shape = inward(x), (*out, len(x), weight.shape[1])

    y = columns.input_gradient(pixels, weight, shape, stride, sides, dilation)
    Finish(bias)(y)

    def dx(dy):
        y = columns.convolve(inward(dy), weight, Finish(), stride, sides, dilation, size)
        return outward(y)

    def dweight(dy):
        return columns.weight_gradient(inward(dy), pixels, kernel, stride, sides, dilation)

    return outward(y), dx, dweight, None if bias is None else lambda dy: channel_sum(inward(dy))
