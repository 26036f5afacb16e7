"""Convolution: the kernel's windows laid out as columns, then one matrix product.

One formula for lines, images and volumes: S stands for the sizes (L,), (H,W) or (D,H,W), K for
those of the kernel, and the options hold one entry for each direction.
"""

import math

from .windows import columns_of, image_of, output_length, several


def conv2d(x, weight, bias, *, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1):
    """y[n,o] = Σ_c x[n,c] ⋆ weight[o,c] + bias[o]:  x (N,C,H,W), weight (O,C/G,KH,KW), bias (O,) or
    None -> (N,O,OH,OW).  padding is ((top, bottom), (left, right)); G = groups.

    Raises: ValueError where channels, groups or sizes do not fit.
    """
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    return convolution(x, weight, bias, **options, groups=groups)


def convolution(x, weight, bias, *, stride, padding, dilation, groups=1):
    """conv2d for any number of directions:  x (N,C,S), weight (O,C/G,K), bias (O,) -> (N,O,OS)."""
    check(x, weight, bias, groups)
    (N, C), (O, I), kernel = x.shape[:2], weight.shape[:2], weight.shape[2:]
    K = math.prod(kernel)
    out = output_size(x.shape, weight.shape, stride, padding, dilation)
    windows = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    windows["out"] = out

    # (N,C,K,OS) -> (N,G,I*K,OS): a column holds all the pixels of one window
    columns = columns_of(x, **windows).reshape(N, groups, I * K, math.prod(out))
    rows = weight.reshape(groups, O // groups, I * K)
    y = (rows @ columns).reshape(N, O, *out)
    if bias is not None:
        y += bias.reshape(O, *[1] * len(out))

    def dx(dy):
        dcolumns = rows.swapaxes(1, 2) @ dy.reshape(N, groups, O // groups, math.prod(out))
        return image_of(dcolumns.reshape(N, C, K, *out), x.shape, **windows)

    def dweight(dy):
        dy = dy.reshape(N, groups, O // groups, math.prod(out))
        return (dy @ columns.swapaxes(2, 3)).sum(axis=0).reshape(weight.shape)

    return y, dx, dweight, None if bias is None else lambda dy: channel_sum(dy)


def conv_transpose(x, weight, bias, *, stride, padding, output_padding, dilation, groups=1):
    """The gradient dx of a convolution as a layer:  x (N,C,S), weight (C,O/G,K) -> (N,O,OS).

    Every pixel of x adds a weighted kernel to the result: OS = (S-1)·stride - 2·padding +
    dilation·(K-1) + output_padding + 1. Its own dx is therefore a convolution.
    """
    check_transpose(x, weight, bias, groups)
    (N, C), S, kernel = x.shape[:2], x.shape[2:], weight.shape[2:]
    O, K = weight.shape[1] * groups, math.prod(kernel)
    out = transposed_size(S, kernel, stride, padding, output_padding, dilation)
    windows = {"kernel": kernel, "stride": stride, "dilation": dilation, "out": S}
    windows["padding"] = tuple((p, p) for p in padding)

    rows = weight.reshape(groups, C // groups, O // groups * K)
    pixels = x.reshape(N, groups, C // groups, math.prod(S))
    columns = (rows.swapaxes(1, 2) @ pixels).reshape(N, O, K, *S)
    y = image_of(columns, (N, O, *out), **windows)
    if bias is not None:
        y = y + bias.reshape(O, *[1] * len(out))

    def dcolumns(dy):
        return columns_of(dy, **windows).reshape(N, groups, O // groups * K, math.prod(S))

    def dweight(dy):
        return (pixels @ dcolumns(dy).swapaxes(2, 3)).sum(axis=0).reshape(weight.shape)

    return (
        y,
        lambda dy: (rows @ dcolumns(dy)).reshape(x.shape),
        dweight,
        None if bias is None else lambda dy: channel_sum(dy),
    )


def unfold(x, *, kernel, stride, padding, dilation):
    """The columns of conv2d:  x (N,C,S) -> (N, C·K, number of windows)."""
    N, C = x.shape[:2]
    out = output_size(x.shape, (0, 0, *kernel), stride, padding, dilation, "unfold")
    windows = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    windows["out"] = out
    y = columns_of(x, **windows).reshape(N, C * math.prod(kernel), math.prod(out))

    def dx(dy):
        return image_of(dy.reshape(N, C, math.prod(kernel), *out), x.shape, **windows)

    return y, dx


def fold(x, *, size, kernel, stride, padding, dilation):
    """The sum of the windows at their places:  x (N, C·K, number of windows) -> (N,C,size)."""
    N, K = x.shape[0], math.prod(kernel)
    out = output_size((0, 0, *size), (0, 0, *kernel), stride, padding, dilation, "fold")
    if x.ndim != 3 or x.shape[1] % K or x.shape[2] != math.prod(out):
        raise ValueError(
            f"fold: x must be (N, C·{K}, {math.prod(out)}) for windows {tuple(kernel)} of an image"
            f" {tuple(size)}; got {x.shape}"
        )
    shape = (N, x.shape[1] // K, *size)
    windows = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    windows["out"] = out
    y = image_of(x.reshape(N, shape[1], K, *out), shape, **windows)
    return y, lambda dy: columns_of(dy, **windows).reshape(x.shape)


def channel_sum(dy):
    """The gradient of a bias:  (N,O,S) -> (O,)."""
    return dy.sum(axis=(0, *range(2, dy.ndim)))


def output_size(x_shape, weight_shape, stride, padding, dilation, op=None):
    """(OH, OW) of a convolution of x (N,C,H,W) with weight (O,I,KH,KW)."""
    op = op or f"conv{len(stride)}d"
    return tuple(
        output_length(size, kernel, s, before, after, d, op=op)
        for size, kernel, s, (before, after), d in zip(
            x_shape[2:], weight_shape[2:], stride, padding, dilation
        )
    )


def transposed_size(size, kernel, stride, padding, output_padding, dilation):
    """OS of a transposed convolution; ValueError where it would be empty or is not defined."""
    op = f"conv_transpose{len(size)}d"
    if any(not 0 <= extra < max(s, d) for extra, s, d in zip(output_padding, stride, dilation)):
        raise ValueError(
            f"{op}: output_padding must be smaller than the stride or the dilation; got"
            f" {tuple(output_padding)}, stride {tuple(stride)} and dilation {tuple(dilation)}"
        )
    out = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + extra + 1
        for n, k, s, p, extra, d in zip(size, kernel, stride, padding, output_padding, dilation)
    )
    if min(out) < 1:
        raise ValueError(f"{op}: the result of an input {tuple(size)} would have the size {out}")
    return out


def resolve_padding(padding, kernel, stride=(1, 1), dilation=(1, 1)):
    """PyTorch's padding (an int, a pair, "same" or "valid") -> ((top, bottom), (left, right))."""
    op = f"conv{len(kernel)}d"
    if padding == "valid":
        return ((0, 0),) * len(kernel)
    if padding == "same":
        if max(stride) != 1:
            raise ValueError(
                f'{op}: padding="same" needs stride 1, got stride {tuple(stride)};'
                " give the padding as numbers"
            )
        total = [d * (k - 1) for k, d in zip(kernel, dilation)]
        return tuple((t // 2, t - t // 2) for t in total)
    if isinstance(padding, str):
        raise ValueError(
            f'{op}: padding must be an int, a pair of ints, "same" or "valid"; got "{padding}"'
        )
    sizes = several(padding, len(kernel), f"{op}: padding")
    if min(sizes) < 0:
        raise ValueError(f"{op}: padding must not be negative, got {padding}")
    return tuple((n, n) for n in sizes)


LETTERS = {1: ("L", "K"), 2: ("H,W", "KH,KW"), 3: ("D,H,W", "KD,KH,KW")}


def check(x, weight, bias, groups):
    """Raises ValueError where the shapes of a convolution do not fit together."""
    n = max(weight.ndim - 2, 1)
    op, (sizes, kernel) = f"conv{n}d", LETTERS.get(n, ("S", "K"))
    if x.ndim != n + 2 or weight.ndim != n + 2:
        raise ValueError(
            f"{op}: x must be (N,C,{sizes}) and weight (O,C/groups,{kernel});"
            f" got {x.shape} and {weight.shape}"
        )
    C, (O, I) = x.shape[1], weight.shape[:2]
    if groups < 1 or C % groups or O % groups:
        raise ValueError(
            f"{op}: groups must divide the channels; got groups={groups} for {C} input"
            f" and {O} output channels"
        )
    if I * groups != C:
        raise ValueError(
            f"{op}: weight {weight.shape} with groups={groups} expects {I * groups} input"
            f" channels, but x {x.shape} has {C}"
        )
    check_bias(op, bias, O, weight)


def check_transpose(x, weight, bias, groups):
    """Raises ValueError where the shapes of a transposed convolution do not fit together."""
    n = max(weight.ndim - 2, 1)
    op, (sizes, kernel) = f"conv_transpose{n}d", LETTERS.get(n, ("S", "K"))
    if x.ndim != n + 2 or weight.ndim != n + 2:
        raise ValueError(
            f"{op}: x must be (N,C,{sizes}) and weight (C,O/groups,{kernel});"
            f" got {x.shape} and {weight.shape}"
        )
    if groups < 1 or x.shape[1] % groups or weight.shape[0] != x.shape[1]:
        raise ValueError(
            f"{op}: weight {weight.shape} with groups={groups} expects {weight.shape[0]} input"
            f" channels, a multiple of the groups; x {x.shape} has {x.shape[1]}"
        )
    check_bias(op, bias, weight.shape[1] * groups, weight)


def check_bias(op, bias, O, weight):
    """Raises ValueError unless there is one bias for each result channel."""
    if bias is not None and bias.shape != (O,):
        raise ValueError(f"{op}: bias must be ({O},) for weight {weight.shape}, got {bias.shape}")
