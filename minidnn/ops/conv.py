"""Convolution of images: the kernel's windows laid out as columns, then one matrix product."""

import numpy as np

from .windows import output_length, pad, pair, taps, unpad


def conv2d(x, weight, bias, *, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1):
    """y[n,o] = Σ_c x[n,c] ⋆ weight[o,c] + bias[o]:  x (N,C,H,W), weight (O,C/G,KH,KW), bias (O,) or
    None -> (N,O,OH,OW).  padding is ((top, bottom), (left, right)); G = groups.

    Raises: ValueError where channels, groups or sizes do not fit.
    """
    check(x, weight, bias, groups)
    N, C, H, W = x.shape
    O, I, KH, KW = weight.shape
    OH, OW = output_size(x.shape, weight.shape, stride, padding, dilation)
    windows = taps((KH, KW), stride, dilation, (OH, OW))

    padded = pad(x, padding)
    # (N,C,KH*KW,OH,OW) -> (N,G,I*KH*KW,OH*OW): a column holds all the pixels of one window
    columns = np.stack([padded[tap] for tap in windows], axis=2)
    columns = columns.reshape(N, groups, I * KH * KW, OH * OW)
    rows = weight.reshape(groups, O // groups, I * KH * KW)
    y = (rows @ columns).reshape(N, O, OH, OW)
    if bias is not None:
        y += bias.reshape(O, 1, 1)

    def dx(dy):
        dcolumns = rows.swapaxes(1, 2) @ dy.reshape(N, groups, O // groups, OH * OW)
        dcolumns = dcolumns.reshape(N, C, KH * KW, OH, OW)
        dpadded = np.zeros_like(x, shape=(N, C, H + sum(padding[0]), W + sum(padding[1])))
        for k, tap in enumerate(windows):
            dpadded[tap] += dcolumns[:, :, k]
        return unpad(dpadded, padding, x.shape)

    def dweight(dy):
        dy = dy.reshape(N, groups, O // groups, OH * OW)
        return (dy @ columns.swapaxes(2, 3)).sum(axis=0).reshape(O, I, KH, KW)

    return y, dx, dweight, None if bias is None else lambda dy: dy.sum(axis=(0, 2, 3))


def output_size(x_shape, weight_shape, stride, padding, dilation):
    """(OH, OW) of a convolution of x (N,C,H,W) with weight (O,I,KH,KW)."""
    return tuple(
        output_length(size, kernel, s, before, after, d)
        for size, kernel, s, (before, after), d in zip(
            x_shape[2:], weight_shape[2:], stride, padding, dilation
        )
    )


def resolve_padding(padding, kernel, stride=(1, 1), dilation=(1, 1)):
    """PyTorch's padding (an int, a pair, "same" or "valid") -> ((top, bottom), (left, right))."""
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        if tuple(stride) != (1, 1):
            raise ValueError(
                f'conv2d: padding="same" needs stride 1, got stride {tuple(stride)};'
                " give the padding as numbers"
            )
        total = [d * (k - 1) for k, d in zip(kernel, dilation)]
        return tuple((t // 2, t - t // 2) for t in total)
    if isinstance(padding, str):
        raise ValueError(
            f'conv2d: padding must be an int, a pair of ints, "same" or "valid"; got "{padding}"'
        )
    height, width = pair(padding, "conv2d: padding")
    if height < 0 or width < 0:
        raise ValueError(f"conv2d: padding must not be negative, got {padding}")
    return (height, height), (width, width)


def check(x, weight, bias, groups):
    """Raises ValueError where the shapes of a convolution do not fit together."""
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError(
            "conv2d: x must be (N,C,H,W) and weight (O,C/groups,KH,KW);"
            f" got {x.shape} and {weight.shape}"
        )
    C, (O, I) = x.shape[1], weight.shape[:2]
    if groups < 1 or C % groups or O % groups:
        raise ValueError(
            f"conv2d: groups must divide the channels; got groups={groups} for {C} input"
            f" and {O} output channels"
        )
    if I * groups != C:
        raise ValueError(
            f"conv2d: weight {weight.shape} with groups={groups} expects {I * groups} input"
            f" channels, but x {x.shape} has {C}"
        )
    if bias is not None and bias.shape != (O,):
        raise ValueError(f"conv2d: bias must be ({O},) for weight {weight.shape}, got {bias.shape}")
