"""conv2d by the fastest way for its shape, and conv_transpose2d; the formula is minidnn.ops.conv's.

    simple     other arrays, groups, very little work    minidnn.ops.conv
    depthwise  every channel by itself                   sums of slabs, tap by tap
    pointwise  1x1 kernels without padding               one matrix product over all pixels
    winograd   3x3 kernels of stride 1                   16 instead of 36 products per 2x2 pixels
    stem       few channels; few pixels, many weights    columns that lie tap by tap
    columns    all others                                columns that lie window by window

The way depends on the shapes alone, so a program always computes the same numbers.
"""

import functools

from .. import conv as simple
from . import columns, depthwise, pointwise, stem, winograd
from .blocks import channel_sum
from .finish import Finish
from .product import suited
from .windows import Windows, inward, outward

modules = columns, depthwise, pointwise, stem, winograd
WAYS = {module.__name__.rpartition(".")[2]: module for module in modules}
forced = None  # the way that tests ask for


def conv2d(
    x,
    weight,
    bias,
    *,
    stride=(1, 1),
    padding=((0, 0), (0, 0)),
    dilation=(1, 1),
    groups=1,
    finish=None,
    keep=False,
):
    """The same as minidnn.ops.conv.conv2d, faster; images lie as (H,W,N,C) in memory.

    finish: what is done to the result, in the place of a bias, where no gradient is wanted.
    keep: whether to remember what is computed from the weight alone.
    """
    name, frame = "simple", (stride, padding, dilation)
    apart = groups > 1 and groups == len(weight) == x.shape[1] and x.size >= APART
    if forced != "simple" and suited(x, weight, bias) and (groups == 1 or apart):
        simple.check(x, weight, bias, groups)
        name = "depthwise" if apart else way_for(x.shape, weight.shape, *frame, forced)
    if name == "simple":
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        y, *rules = simple.conv2d(x, weight, bias, **options, groups=groups)
        if finish is not None:
            finish(y.transpose(0, 2, 3, 1))
        return y, *rules

    way, out = WAYS[name], simple.output_size(x.shape, weight.shape, *frame)
    w = Windows(weight.shape[2:], *frame, out)
    pixels = x.transpose(2, 3, 0, 1) if way is stem else inward(x)
    more = {"keep": True} if keep and way is winograd else {}
    y = way.convolve(pixels, weight, finish or Finish(bias), w, **more)
    return (
        outward(y),
        lambda dy: outward(way.input_gradient(inward(dy), weight, pixels.shape, w)),
        lambda dy: way.weight_gradient(pixels, inward(dy), w),
        None if bias is None else lambda dy: channel_sum(inward(dy)),
    )


def conv_transpose2d(x, weight, bias, *, stride, padding, output_padding, dilation, groups=1):
    """The same as minidnn.ops.conv.conv_transpose, faster; images lie as (H,W,N,C) in memory."""
    options = {"stride": stride, "dilation": dilation, "output_padding": output_padding}
    work = x.size * weight[0].size if len(weight) else 0
    if groups != 1 or work < SMALL or not suited(x, weight, bias):
        return simple.conv_transpose(x, weight, bias, padding=padding, groups=groups, **options)
    simple.check_transpose(x, weight, bias, groups)
    kernel, size = weight.shape[2:], x.shape[2:]
    out = simple.transposed_size(size, kernel, stride, padding, output_padding, dilation)
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


@functools.lru_cache(maxsize=4096)
def way_for(x_shape, weight_shape, stride, padding, dilation, forced=None):
    """The name of the fastest way, by the costs measured in docs/performance.md."""
    N, C, H, W = x_shape
    O, _, KH, KW = weight_shape
    OH, OW = simple.output_size(x_shape, weight_shape, stride, padding, dilation)
    results = N * OH * OW
    if 0 in (*x_shape, *weight_shape):
        return "simple"
    sides = max(map(max, padding))
    possible = {
        "stem": True,
        "pointwise": (KH, KW) == (1, 1) and sides == 0,
        "winograd": (KH, KW) == (3, 3) and stride == dilation == (1, 1) and sides <= 2,
    }
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
        sums = (C + O) * (0.35 + 0.5 / N)  # of pieces that are as long as there are images
        turned = 16 * C * O * 0.75 * (1 + C * O / (1 << 18))  # slower where they leave the cache
        costs["winograd"] = 16 * tiles * (C * O * 0.0225 + sums) + turned
    return min(costs, key=costs.get)


APART = 1 << 12  # numbers below which the simple op is as fast for groups of one channel
SMALL = 50_000  # multiply-adds below which the simple op is as fast
