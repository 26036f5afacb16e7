"""The ops of network layers, for tensors: softmax, convolution, pooling, batch normalisation."""

from .. import ops
from ..dtypes import floating
from ..ops import fast
from ..ops.conv import resolve_padding
from ..ops.windows import pair
from ..tape import Variable, apply
from .checks import expect_floating, expect_one_type, expect_tensor
from .declare import method

__all__ = ["log_softmax", "softmax"]


@method
def softmax(x, dim=-1):
    """eˣ / Σ eˣ along a dimension."""
    return apply(ops.softmax, floating(x), axis=dim)


@method
def log_softmax(x, dim=-1):
    """x - ln Σ eˣ along a dimension."""
    return apply(ops.log_softmax, floating(x), axis=dim)


def dropout(x, mask):
    """x·mask; the layer draws the mask."""
    return apply(ops.dropout, x, mask)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """x ⋆ weight + bias: x (N,C,H,W) or (C,H,W), weight (O,C/groups,KH,KW) -> (N,O,OH,OW).

    stride, padding and dilation are an int or a pair; padding may be "same" or "valid".
    """
    expect_tensor("conv2d", x)
    expect_one_type("conv2d", x, weight)
    stride = positive("conv2d", "stride", stride)
    dilation = positive("conv2d", "dilation", dilation)
    padding = resolve_padding(padding, tuple(weight.shape[2:]), stride, dilation)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return batched(x, lambda x: apply(fast.conv2d, x, weight, bias, **options))


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The largest pixel of every window: (N,C,H,W) -> (N,C,OH,OW); stride None: kernel_size."""
    expect_tensor("max_pool2d", x)
    options = window(kernel_size, stride, padding)
    options |= {"dilation": positive("max_pool2d", "dilation", dilation), "ceil_mode": ceil_mode}
    return batched(x, lambda x: apply(fast.max_pool2d, x, **options))


def avg_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    """The mean pixel of every window: (N,C,H,W) -> (N,C,OH,OW); stride None: kernel_size."""
    expect_tensor("avg_pool2d", x)
    expect_floating("avg_pool2d", x)
    if divisor_override == 0:
        raise ValueError("avg_pool2d: divisor_override must not be 0")
    options = window(kernel_size, stride, padding)
    options |= {"ceil_mode": ceil_mode, "count_include_pad": count_include_pad}
    options |= {"divisor_override": divisor_override}
    return batched(x, lambda x: apply(fast.avg_pool2d, x, **options))


def adaptive_avg_pool2d(x, output_size):
    """The mean pixel of OH x OW areas that cover the image: (N,C,H,W) -> (N,C,OH,OW)."""
    expect_tensor("adaptive_avg_pool2d", x)
    sizes = output_size if isinstance(output_size, tuple | list) else (output_size, output_size)
    size = tuple(own if n is None else int(n) for n, own in zip(sizes, x.shape[-2:]))
    if min(size) < 0:
        raise ValueError(f"adaptive_avg_pool2d: output_size must not be negative; got {size}")
    return batched(x, lambda x: apply(fast.adaptive_avg_pool2d, x, output_size=size))


def batch_statistics(x):
    """The mean and the biased variance of every channel, as arrays without a gradient."""
    return fast.batch_statistics(x.array if isinstance(x, Variable) else x)


def batch_norm(x, weight, bias, *, mean, var, eps=1e-5, training=False):
    """(x - mean)/√(var + eps)·weight + bias per channel; mean and var are arrays (C,).

    training: mean and var are `batch_statistics(x)`, and the gradient goes through them.
    """
    expect_tensor("batch_norm", x)
    expect_floating("batch_norm", x)
    if not eps > 0:
        raise ValueError(f"batch_norm: eps must be positive; got {eps}")
    options = {"mean": mean, "var": var, "eps": eps, "training": training}
    return apply(fast.batch_norm, x, weight, bias, **options)


def batched(x, layer):
    """Call a layer of image batches; one image (C,H,W) goes in and out without its batch."""
    if x.ndim != 3:
        return layer(x)
    y = layer(x.reshape(1, *x.shape))
    return y.reshape(*y.shape[1:])


def positive(op, name, value):
    """A pair of numbers that are at least 1."""
    values = pair(value, name)
    if min(values) < 1:
        raise ValueError(f"{op}: {name} must be at least 1; got {value}")
    return values


def window(kernel_size, stride, padding):
    """The options of a pooling window as pairs."""
    kernel = pair(kernel_size, "kernel_size")
    return {
        "kernel": kernel,
        "stride": kernel if stride is None or stride == [] else pair(stride, "stride"),
        "padding": pair(padding, "padding"),
    }
