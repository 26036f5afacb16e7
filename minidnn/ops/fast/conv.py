"""conv2d by the fastest way for its shape; minidnn.ops.conv holds the formula they all compute.

    simple     other arrays, groups, very little work    minidnn.ops.conv
    depthwise  every channel by itself                   sums of slabs, tap by tap
    pointwise  1x1 kernels without padding               one matrix product over all pixels
    winograd   3x3 kernels of stride 1                   16 instead of 36 products per 2x2 pixels
    stem       few channels, or many weights for few     columns that lie tap by tap
               pixels
    columns    all others                                columns that lie window by window

The way depends on the shapes alone, so a program always computes the same numbers.
"""

import functools
from contextlib import contextmanager

from .. import conv as simple
from . import columns, depthwise, pointwise, stem, winograd
from .blocks import channel_sum
from .layout import inward, outward
from .product import suited

forced = None  # the way that tests ask for


def conv2d(x, weight, bias, *, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1):
    """The same as minidnn.ops.conv.conv2d, faster; images lie as (H,W,N,C) in memory."""
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    way = "simple"
    apart = groups > 1 and groups == len(weight) == x.shape[1] and x.size >= APART
    if forced != "simple" and suited(x, weight, bias) and (groups == 1 or apart):
        simple.check(x, weight, bias, groups)
        shapes = x.shape, weight.shape, stride, padding, dilation
        way = "depthwise" if apart else way_for(*shapes, forced)
    if way == "simple":
        return simple.conv2d(x, weight, bias, **options, groups=groups)

    kernel = weight.shape[2:]
    out = simple.output_size(x.shape, weight.shape, stride, padding, dilation)
    (top, _), (left, _) = padding
    pixels = x if way == "stem" else inward(x)
    shape = x.shape[2], x.shape[3], x.shape[0], x.shape[1]

    if way == "depthwise":
        y = depthwise.convolve(pixels, weight, bias, stride, padding, dilation, out)
    elif way == "pointwise":
        y = pointwise.convolve(pixels, weight, bias, stride, out)
    elif way == "winograd":
        y = winograd.convolve(pixels, weight, bias, top, left, out)
    elif way == "stem":
        y = stem.convolve(x, weight, bias, stride, padding, dilation, out)
    else:
        y = columns.convolve(pixels, weight, bias, stride, padding, dilation, out)

    def dx(dy):
        dy = inward(dy)
        if way == "pointwise":
            return outward(pointwise.input_gradient(dy, weight, shape, stride))
        if way == "winograd":
            return outward(winograd.input_gradient(dy, weight, top, left, shape[:2]))
        if way == "depthwise":
            return outward(depthwise.input_gradient(dy, weight, shape, stride, padding, dilation))
        return outward(columns.input_gradient(dy, weight, shape, stride, padding, dilation))

    def dweight(dy):
        dy = inward(dy)
        if way == "pointwise":
            return pointwise.weight_gradient(pixels, dy, stride)
        if way == "winograd":
            return winograd.weight_gradient(pixels, dy, top, left)
        if way == "depthwise":
            return depthwise.weight_gradient(pixels, dy, kernel, stride, padding, dilation)
        if way == "stem":
            return stem.weight_gradient(x, dy, kernel, stride, padding, dilation)
        return columns.weight_gradient(pixels, dy, kernel, stride, padding, dilation)

    return outward(y), dx, dweight, None if bias is None else lambda dy: channel_sum(inward(dy))


@functools.lru_cache(maxsize=4096)
def way_for(x_shape, weight_shape, stride, padding, dilation, forced=None):
    """The name of the fastest way, by the costs measured in docs/performance.md."""
    N, C, H, W = x_shape
    O, _, KH, KW = weight_shape
    OH, OW = simple.output_size(x_shape, weight_shape, stride, padding, dilation)
    results = N * OH * OW
    if 0 in (*x_shape, *weight_shape):
        return "simple"
    possible = {"columns": True, "stem": True}
    possible["pointwise"] = (KH, KW) == (1, 1) and not any(map(any, padding))
    possible["winograd"] = (
        (KH, KW) == (3, 3) and stride == dilation == (1, 1) and max(map(max, padding)) <= 2
    )
    if forced is not None:
        return forced if possible.get(forced) else "columns"
    if results * C * O * KH * KW < SMALL:
        return "simple"
    if possible["pointwise"]:
        return "pointwise"
    if C < 8:
        return "stem"
    # nanoseconds of one core: products, copies, and the weights turned around
    work = results * C * KH * KW
    costs = {
        "columns": work * (O * 0.0105 * 2 + 0.15) + C * O * KH * KW * 1.5,
        "stem": work * (O * 0.0105 * 2 + 0.15 + 12 / (OW * N)),
    }
    if possible["winograd"]:
        tiles = N * -(-OH // 2) * -(-OW // 2)
        costs["winograd"] = 16 * tiles * (C * O * 0.0105 * 2 + (C + O) * 0.35) + 16 * C * O * 1.5
    return min(costs, key=costs.get)


APART = 1 << 12  # numbers below which the simple op is as fast for groups of one channel
SMALL = 50_000  # multiply-adds below which the simple op is as fast


@contextmanager
def force(way):
    """Within it every conv2d goes this way where it can (for tests and measurements)."""
    global forced
    before, forced = forced, way
    try:
        yield
    finally:
        forced = before
