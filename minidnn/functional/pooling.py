"""Pooling of lines, images and volumes, for tensors.

A size, stride or padding is one number, or one for each direction; stride None is the kernel's
size. An input may be a batch (N,C,S) or one sample (C,S); S stands for L, (H,W) or (D,H,W).
"""

import math

from ..ops import fast, pool
from ..ops.windows import several
from ..tape import apply
from .checks import expect_floating, expect_indices, expect_tensor
from .convolution import batched, positive
from .index import gather

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
    "adaptive_max_pool2d", "adaptive_max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
    "lp_pool1d", "lp_pool2d", "lp_pool3d", "max_pool1d", "max_pool2d", "max_pool3d",
    "max_unpool1d", "max_unpool2d", "max_unpool3d",
]


def max_pool(n):
    """max_pool1d, max_pool2d or max_pool3d."""

    def function(
        input,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        ceil_mode=False,
        return_indices=False,
    ):
        expect_tensor(op, input)
        options = window(op, n, kernel_size, stride, padding)
        options |= {"dilation": positive(op, "dilation", dilation, n), "ceil_mode": ceil_mode}
        y = batched(op, n, input, lambda x: apply(fast.max_pool2d, x, **options))
        if not return_indices:
            return y
        return y, batched(op, n, input, lambda x: apply(pool.max_pool_places, x, **options))

    op = f"max_pool{n}d"
    text = "The largest pixel of every window; return_indices: also its place, counted row by row."
    return named(function, op, text)


def avg_pool(n):
    """avg_pool1d, avg_pool2d or avg_pool3d."""

    def line(
        input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
    ):
        return function(input, kernel_size, stride, padding, ceil_mode, count_include_pad)

    def function(
        input,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        expect_tensor(op, input)
        expect_floating(op, input)
        if divisor_override == 0:
            raise ValueError(f"{op}: divisor_override must not be 0")
        options = window(op, n, kernel_size, stride, padding)
        options |= {"ceil_mode": ceil_mode, "count_include_pad": count_include_pad}
        options |= {"divisor_override": divisor_override}
        return batched(op, n, input, lambda x: apply(fast.avg_pool2d, x, **options))

    op = f"avg_pool{n}d"
    return named(line if n == 1 else function, op, "The mean pixel of every window.")


def adaptive_avg_pool(n):
    """adaptive_avg_pool1d, adaptive_avg_pool2d or adaptive_avg_pool3d."""

    def function(input, output_size):
        expect_tensor(op, input)
        expect_floating(op, input)
        size = adapted(op, n, input, output_size)
        return batched(
            op, n, input, lambda x: apply(fast.adaptive_avg_pool2d, x, output_size=size)
        )

    op = f"adaptive_avg_pool{n}d"
    return named(function, op, "The mean pixel of areas that cover the image: (N,C,S) -> (N,C,OS).")


def adaptive_max_pool(n):
    """adaptive_max_pool1d, adaptive_max_pool2d or adaptive_max_pool3d."""

    def function(input, output_size, return_indices=False):
        expect_tensor(op, input)
        size = adapted(op, n, input, output_size)

        def places(x):
            return apply(pool.adaptive_max_pool_places, x, output_size=size)

        found = batched(op, n, input, places)
        y = picked(input, found, n)
        return (y, found) if return_indices else y

    op = f"adaptive_max_pool{n}d"
    text = "The largest pixel of areas that cover the image: (N,C,S) -> (N,C,OS)."
    return named(function, op, text)


def max_unpool(n):
    """max_unpool1d, max_unpool2d or max_unpool3d."""

    def function(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        expect_tensor(op, input)
        options = window(op, n, kernel_size, stride, padding)
        kernel, stride, padding = options["kernel"], options["stride"], options["padding"]
        if tuple(indices.shape) != tuple(input.shape):
            raise ValueError(
                f"{op}: input {tuple(input.shape)} and indices {tuple(indices.shape)} must have "
                "the same shape"
            )
        size = tuple(
            (length - 1) * s + k - 2 * p
            for length, k, s, p in zip(input.shape[-n:], kernel, stride, padding)
        )
        if output_size is not None:
            given = tuple(output_size)[-n:]
            if len(given) != n or any(abs(a - b) >= s for a, b, s in zip(given, size, stride)):
                raise ValueError(f"{op}: output_size {tuple(output_size)} does not fit {size}")
            size = given
        expect_indices(op, indices, math.prod(size), -1)
        if input.ndim != n + 1:
            return apply(pool.max_unpool, input, indices, size=size)
        y = apply(pool.max_unpool, input[None], indices[None], size=size)
        return y.reshape(*y.shape[1:])

    op = f"max_unpool{n}d"
    return named(function, op, "The pixels that max pooling kept at their places, 0 elsewhere.")


def lp_pool(n):
    """lp_pool1d, lp_pool2d or lp_pool3d."""

    def function(input, norm_type, kernel_size, stride=None, ceil_mode=False):
        pixels = math.prod(several(kernel_size, n, f"{op}: kernel_size"))
        mean = average(input**norm_type, kernel_size, stride, 0, ceil_mode)
        return (mean.sign() * mean.abs().relu() * pixels) ** (1.0 / norm_type)

    op, average = f"lp_pool{n}d", avg_pool(n)
    return named(function, op, "(Σ x^p)^(1/p) of every window.")


def named(function, name, text):
    """A function under its own name."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return function


def window(op, n, kernel_size, stride, padding):
    """The options of a pooling window, one number for each direction."""
    kernel = several(kernel_size, n, f"{op}: kernel_size")
    own = stride is None or (isinstance(stride, tuple | list) and not stride)
    return {
        "kernel": kernel,
        "stride": kernel if own else several(stride, n, f"{op}: stride"),
        "padding": several(padding, n, f"{op}: padding"),
    }


def adapted(op, n, x, output_size):
    """The sizes of an adaptive pooling; None keeps a size."""
    sizes = output_size if isinstance(output_size, tuple | list) else (output_size,) * n
    size = tuple(own if m is None else int(m) for m, own in zip(sizes, x.shape[-n:]))
    if len(sizes) != n or min(size) < 0:
        raise ValueError(
            f"{op}: output_size must be {n} numbers that are not negative; got {output_size}"
        )
    return size


def picked(x, places, n):
    """The pixels of x (...,S) at places that are counted row by row."""
    lead, size = x.shape[: x.ndim - n], places.shape[x.ndim - n :]
    flat = gather(x.reshape(*lead, -1), -1, places.reshape(*lead, -1))
    return flat.reshape(*lead, *size)


max_pool1d, max_pool2d, max_pool3d = map(max_pool, (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = map(avg_pool, (1, 2, 3))
adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = map(adaptive_avg_pool, (1, 2, 3))
adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d = map(adaptive_max_pool, (1, 2, 3))
max_unpool1d, max_unpool2d, max_unpool3d = map(max_unpool, (1, 2, 3))
lp_pool1d, lp_pool2d, lp_pool3d = map(lp_pool, (1, 2, 3))
