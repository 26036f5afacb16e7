"""Batch normalisation in few passes over memory: block after block of pixels, each in the cache.

Images lie as (H,W,N,C): a block is a matrix (pixels, C), and the sum over its pixels is a product
with a row of ones.
"""

import numpy as np

from ..norm import batch_norm as simple_batch_norm
from ..norm import batch_statistics as simple_batch_statistics
from ..norm import check
from .blocks import Wide
from .layout import inward, outward
from .product import suited
from .workspace import take

SMALL = 1 << 14  # numbers below which the simple op is as fast


def batch_statistics(x):
    """The same as minidnn.ops.norm.batch_statistics."""
    if not served(x):
        return simple_batch_statistics(x)
    pixels = inward(x)
    wide = Wide(pixels)
    means, counts = np.empty((wide.n, wide.C), x.dtype), np.empty((wide.n, 1), x.dtype)
    squares = np.empty((wide.n, wide.width), x.dtype)

    def work(i, ones, block):
        counts[i] = len(block) * wide.times
        means[i] = wide.total(ones @ block) / counts[i]
        (centered,) = take(x.dtype, block.shape)
        np.subtract(block, wide.vector(means[i]), out=centered)
        np.multiply(centered, centered, out=centered)
        np.matmul(ones, centered, out=squares[i])

    wide.run(work, pixels)
    mean = (counts * means).sum(axis=0) / wide.pixels
    # Σ(x - mean)² = Σ over blocks of (Σ(x - own mean)² + count·(own mean - mean)²)
    between = (counts * (means - mean) ** 2).sum(axis=0)
    return mean, (wide.total(squares) + between) / wide.pixels


def batch_norm(x, weight, bias, *, mean, var, eps=1e-5, training=False):
    """The same as minidnn.ops.norm.batch_norm: one scale and one shift for each channel."""
    if not (served(x) and suited(x, weight, bias, mean, var)):
        return simple_batch_norm(x, weight, bias, mean=mean, var=var, eps=eps, training=training)
    check(x, weight, bias, mean, var)
    C = x.shape[1]
    pixels = inward(x)
    inverse_std = (var + eps) ** -0.5
    scale = inverse_std if weight is None else inverse_std * weight
    y = np.empty_like(pixels)
    scaled(pixels, scale, (0.0 if bias is None else bias) - mean * scale, y)
    known = []  # (dy, Σdy, Σdy·normal, dy's pixels): three rules need the same sums

    def sums(dy):
        if not known or known[0] is not dy:
            upstream = inward(dy)
            known[:] = dy, *channel_sums(upstream, pixels, mean, inverse_std), upstream
        return known[1:]

    def dx(dy):
        result = np.empty_like(pixels)
        if not training:
            scaled(inward(dy), scale, None, result)
            return outward(result)
        *both, upstream = sums(dy)
        along_one, along_normal = (s / (x.size // C) for s in both)
        projected(upstream, pixels, scale, mean, inverse_std * along_normal, along_one, result)
        return outward(result)

    return (
        outward(y),
        dx,
        None if weight is None else lambda dy: sums(dy)[1].copy(),
        None if bias is None else lambda dy: sums(dy)[0].copy(),
    )


def channel_sums(dy, x, mean, inverse_std):
    """Σdy and Σdy·(x - mean)·inverse_std over all pixels, (C,) each."""
    wide = Wide(x)
    mean = wide.vector(mean)
    along_one, along_normal = (np.empty((wide.n, wide.width), x.dtype) for _ in range(2))

    def work(i, ones, upstream, block):
        (product,) = take(x.dtype, block.shape)
        np.subtract(block, mean, out=product)
        product *= upstream
        np.matmul(ones, upstream, out=along_one[i])
        np.matmul(ones, product, out=along_normal[i])

    wide.run(work, dy, x)
    return wide.total(along_one), wide.total(along_normal) * inverse_std


def scaled(x, scale, shift, out):
    """out = x·scale + shift."""
    wide = Wide(x)
    scale, shift = wide.vector(scale), None if shift is None else wide.vector(shift)

    def work(i, ones, block, target):
        np.multiply(block, scale, out=target)
        if shift is not None:
            target += shift

    wide.run(work, x, out)


def projected(dy, x, scale, mean, along_normal, along_one, out):
    """out = scale·(dy - along_one - (x - mean)·along_normal)."""
    wide = Wide(x)
    slope = -scale * along_normal
    shift = wide.vector(-scale * along_one - slope * mean)
    slope, scale = wide.vector(slope), wide.vector(scale)

    def work(i, ones, upstream, block, target):
        (product,) = take(x.dtype, block.shape)
        np.multiply(block, slope, out=target)
        target += shift
        np.multiply(upstream, scale, out=product)
        target += product

    wide.run(work, dy, x, out)


def served(x):
    """Whether x is an image batch that this file is made for."""
    return suited(x) and x.ndim == 4 and x.size >= SMALL
