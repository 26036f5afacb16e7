"""Functions of one number on large arrays, block after block, each in the cache, on all cores.

An array may lie in memory in any order of its axes, without gaps; the result lies as it does.
"""

import functools
import math

import numpy as np

from ...elsewhere import with_kernels
from ..gelu import SINGLE
from ..gelu import gelu as simple_gelu
from ..pointwise import relu as simple_relu
from .blocks import BLOCK, in_blocks, take
from .product import FLOATS, suited

LARGE = 1 << 14  # numbers from which blocks pay
SMALL = 1 << 9  # numbers below which a zero is as fast as a block of zeros
ZEROS = {dtype: (np.zeros((), dtype), np.zeros(BLOCK, dtype)) for dtype in FLOATS}
any_relu = with_kernels(simple_relu)  # of other arrays than NumPy's


def relu(x, *, out=None):
    """The same as minidnn.ops.relu; `out` may be x itself.

    Arrays of zeros, not the number 0: NumPy takes the larger of two arrays three times as fast.
    """
    if type(x) is not np.ndarray or x.dtype not in ZEROS:
        return any_relu(x, out=out)
    zero, zeros = ZEROS[x.dtype]
    if x.size < SMALL:
        y = np.maximum(x, zero, out=out)
        return y, lambda dy: dy * np.sign(y)
    if x.size <= BLOCK and x.flags.c_contiguous:
        y = np.maximum(x, zeros[: x.size].reshape(x.shape), out=out)

        def dx(dy):
            dx = (y > 0).astype(y.dtype)
            dx *= dy
            return dx

        return y, dx
    if memory_order(x) is None:
        return simple_relu(x, out=out)
    return by_blocks(x, relu_block, relu_slope, slice(1, 2), y=out)


def relu_block(x, y):
    """y = max(x, 0)."""
    np.maximum(x, ZEROS[x.dtype][1][: len(x)], out=y)


def relu_slope(dy, dx, y):
    """dx = dy where y > 0."""
    np.copyto(dx, y > 0)
    dx *= dy


def add_relu(y, x):
    """y = max(y + x, 0) in the memory of y, in one pass."""
    order = memory_order(y) if suited(y, x) else None
    if order is None or not x.transpose(order).flags.c_contiguous:
        relu(np.add(y, x, out=y), out=y)
        return
    target, added = vector(y, order), vector(x, order)

    def work(part):
        target[part] += added[part]
        relu_block(target[part], target[part])

    in_blocks(work, y.size)


def gelu(x, *, approximate="none"):
    """The same as minidnn.ops.gelu; the slope is kept, ready for backward."""
    if approximate == "tanh" or x.dtype != np.float32 or not large(x):
        return blocked(simple_gelu)(x, approximate=approximate)
    return by_blocks(x, gelu_block, lambda dy, dx, k: np.multiply(dy, k, out=dx), slice(2, 3), 1)


def gelu_block(x, y, slope):
    """y = x·Φ(x) and slope = Φ(x) + x·φ(x), by the formula of `ops.gelu.normal_tail`."""
    p, (last, *others) = SINGLE
    a, t, tail = take(x.dtype, *[x.shape] * 3)
    np.abs(x, out=a)
    np.add(a, p, out=t)
    np.divide(p, t, out=t)
    np.multiply(t, last, out=tail)
    for coefficient in others:
        tail += coefficient
        tail *= t
    np.multiply(x, x, out=slope)
    slope *= -0.5
    np.exp(slope, out=slope)
    tail *= slope  # 1 - Φ(|x|)
    slope *= 1 / math.sqrt(2 * math.pi)
    slope *= x
    np.subtract(0.5, tail, out=t)
    # with the sign of x: the bits of two numbers, in half the time of np.copysign
    signs, bits = a.view(np.uint32), t.view(np.uint32)
    np.bitwise_and(x.view(np.uint32), np.uint32(1 << 31), out=signs)
    bits |= signs
    t += 0.5  # Φ(x)
    slope += t
    np.multiply(x, t, out=y)


@functools.cache
def blocked(op):
    """The op (x, **options) -> y, dx of arrays of one shape, with the same numbers.

    It is called on every block. Nothing is kept but the input: for the gradient a block is computed
    again, in the cache, which costs less than to fetch from memory what was kept.
    """

    @functools.wraps(op)
    def fast_op(x, **options):
        if not large(x):
            return op(x, **options)

        def forward(x, y):
            y[...], _ = op(x, **options)

        def backward(dy, dx, x):
            dx[...] = op(x, **options)[1](dy)

        return by_blocks(x, forward, backward, slice(1))

    return fast_op


def by_blocks(x, forward, backward, keep, more=0, y=None):
    """y, dx by forward(x, y, *more) and backward(dy, dx, *kept) on the blocks of vectors.

    more: how many arrays of x's shape forward fills; keep: which of (x, y, *more) backward needs.
    """
    order = memory_order(x)
    y = np.empty_like(x) if y is None else y
    vectors = [vector(a, order) for a in (x, y, *(np.empty_like(x) for _ in range(more)))]
    in_blocks(lambda part: forward(*(v[part] for v in vectors)), x.size)
    shape, back, kept = [x.shape[axis] for axis in order], np.argsort(order), vectors[keep]

    def dx(dy):
        upstream, dx = dy.transpose(order), np.empty(shape, kept[0].dtype)
        if not (suited(dy, dx) and upstream.flags.c_contiguous):
            upstream = np.ascontiguousarray(upstream, dx.dtype)
        both = [a.reshape(-1) for a in (upstream, dx)]
        in_blocks(lambda part: backward(*(v[part] for v in (*both, *kept))), dx.size)
        return dx.transpose(back)

    return y, dx


def vector(x, order):
    """x as a vector in this order of its axes, a view."""
    return x.transpose(order).reshape(-1)


def large(x):
    """Whether x is an array for blocks."""
    return x.size >= LARGE and suited(x) and memory_order(x) is not None


def memory_order(x):
    """The axes of x from the slowest to the fastest in memory; None if x has gaps."""
    order = sorted(range(x.ndim), key=lambda axis: (-x.strides[axis], x.shape[axis]))
    return order if x.transpose(order).flags.c_contiguous else None
