"""relu of large arrays: block after block in the cache, whatever the order in memory."""

import functools

import numpy as np

from ...elsewhere import with_kernels
from ..pointwise import relu as simple_relu
from .blocks import BLOCK, in_blocks
from .product import FLOATS, suited

SMALL = 1 << 9  # numbers below which a zero is as fast as a block of zeros
ZERO = {dtype: np.zeros((), dtype) for dtype in FLOATS}
any_relu = with_kernels(simple_relu)  # of other arrays than NumPy's


def relu(x, *, out=None):
    """The same as minidnn.ops.relu; `out` may be x itself.

    Arrays of zeros, not the number 0: NumPy takes the larger of two arrays three times as fast.
    """
    zero = ZERO.get(x.dtype) if type(x) is np.ndarray else None
    if zero is None:
        return any_relu(x, out=out)
    if x.size < SMALL:
        y = np.maximum(x, zero, out=out)
        return y, lambda dy: dy * np.sign(y)
    if x.size <= BLOCK and x.flags.c_contiguous:
        return one_block(x, out)
    order = memory_order(x)
    if order is None:
        return simple_relu(x, out=out)
    y = np.empty_like(x) if out is None else out
    source, result = flat(x, order), flat(y, order)
    nought = zeros(x.dtype)

    def forward(part):
        np.maximum(source[part], nought[: part.stop - part.start], out=result[part])

    in_blocks(forward, x.size)

    def dx(dy):
        if not (suited(dy, y) and dy.transpose(order).flags.c_contiguous):
            return dy * (y > 0)
        dx = np.empty_like(y)
        upstream, gradient = flat(dy, order), flat(dx, order)

        def backward(part):
            target = gradient[part]
            np.copyto(target, result[part] > 0)
            target *= upstream[part]

        in_blocks(backward, x.size)
        return dx

    return y, dx


def add_relu(y, x):
    """y = max(y + x, 0) in the memory of y, in one pass."""
    order = memory_order(y) if suited(y, x) else None
    if order is None or not x.transpose(order).flags.c_contiguous:
        y += x
        relu(y, out=y)
        return
    target, added, nought = flat(y, order), flat(x, order), zeros(y.dtype)

    def work(part):
        block = target[part]
        block += added[part]
        np.maximum(block, nought[: len(block)], out=block)

    in_blocks(work, y.size)


def one_block(x, out):
    """relu of a contiguous array that fits the cache."""
    y = np.maximum(x, zeros(x.dtype)[: x.size].reshape(x.shape), out=out)

    def dx(dy):
        dx = (y > 0).astype(y.dtype)
        dx *= dy
        return dx

    return y, dx


@functools.cache
def zeros(dtype):
    """A block of zeros."""
    return np.zeros(BLOCK, dtype)


def memory_order(x):
    """The axes of x from the slowest to the fastest in memory; None if x has gaps."""
    order = sorted(range(x.ndim), key=lambda axis: (-x.strides[axis], x.shape[axis]))
    return order if x.transpose(order).flags.c_contiguous else None


def flat(x, order):
    """x as a vector in memory order, a view."""
    return x.transpose(order).reshape(-1)
