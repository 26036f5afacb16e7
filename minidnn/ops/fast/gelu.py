"""GELU of large arrays, block after block in the cache; the slope is kept, ready for backward."""

import math

import numpy as np

from ..gelu import SINGLE, TANH
from ..gelu import gelu as simple_gelu
from .blocks import in_blocks
from .product import suited
from .relu import flat, memory_order
from .workspace import take

SMALL = 1 << 14  # numbers below which the simple op is as fast


def gelu(x, *, approximate="none"):
    """The same as minidnn.ops.gelu."""
    order = memory_order(x) if x.size >= SMALL and suited(x) else None
    if order is None or x.dtype != np.float32:
        return simple_gelu(x, approximate=approximate)
    y, slope = np.empty_like(x), np.empty_like(x)
    source, result, slopes = (flat(a, order) for a in (x, y, slope))
    block = tanh_block if approximate == "tanh" else normal_block
    in_blocks(lambda part: block(source[part], result[part], slopes[part]), x.size)

    def dx(dy):
        if not (suited(dy, x) and dy.transpose(order).flags.c_contiguous):
            return dy * slope
        dx = np.empty_like(slope)
        upstream, gradient = flat(dy, order), flat(dx, order)
        in_blocks(lambda p: np.multiply(upstream[p], slopes[p], out=gradient[p]), x.size)
        return dx

    return y, dx


SIGN = np.uint32(1 << 31)


def normal_block(x, y, slope):
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
    np.bitwise_and(x.view(np.uint32), SIGN, out=signs)
    bits |= signs
    t += 0.5  # Φ(x)
    slope += t
    np.multiply(x, t, out=y)


def tanh_block(x, y, slope):
    """y = x·(1 + tanh u)/2 and its slope, u = √(2/π)·(x + 0.044715·x³)."""
    scale, cubic = TANH
    square, half = take(x.dtype, *[x.shape] * 2)
    np.multiply(x, x, out=square)
    np.multiply(square, scale * cubic, out=half)
    half += scale
    half *= x
    np.tanh(half, out=half)
    half *= 0.5
    half += 0.5  # (1 + tanh u)/2, whose slope along u is 2·half·(1 - half)
    np.multiply(x, half, out=y)
    square *= 6 * scale * cubic
    square += 2 * scale
    square *= y  # 2·half·x·du
    np.subtract(1.0, half, out=slope)
    slope *= square
    slope += half
