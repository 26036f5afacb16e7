"""Batch normalisation in few passes over memory: block after block of pixels, each in the cache.

Images lie as (H,W,N,C): a block is a matrix (pixels, C), and the sum over its pixels is a product
with a row of ones.
"""

import numpy as np

from ..norm import batch_norm as simple_batch_norm
from ..norm import batch_statistics as simple_batch_statistics
from ..norm import check
from ..recurrent import once
from .blocks import Wide, take
from .product import suited
from .windows import inward, outward

SMALL = 1 << 14  # numbers below which the simple op is as fast


def batch_statistics(x):
    """The same as minidnn.ops.norm.batch_statistics."""
    if x.ndim != 4 or x.size < SMALL or not suited(x):
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
    if x.ndim != 4 or x.size < SMALL or not suited(x, weight, bias, mean, var):
        return simple_batch_norm(x, weight, bias, mean=mean, var=var, eps=eps, training=training)
    check(x, weight, bias, mean, var)
    C, pixels = x.shape[1], inward(x)
    inverse_std = (var + eps) ** -0.5
    scale = inverse_std if weight is None else inverse_std * weight
    y = np.empty_like(pixels)
    combined(y, (0.0 if bias is None else bias) - mean * scale, (pixels, scale))
    shared = once(lambda dy: channel_sums(dy, pixels, mean, inverse_std))

    def dx(dy):
        result = np.empty_like(pixels)
        if not training:
            combined(result, None, (inward(dy), scale))
            return outward(result)
        upstream, along_one, along_normal = shared((dy,))
        # scale·(dy - its mean - normal·the mean of dy·normal)
        slope = -scale * (inverse_std * (along_normal / (x.size // C)))
        shift = -scale * (along_one / (x.size // C)) - slope * mean
        combined(result, shift, (pixels, slope), (upstream, scale))
        return outward(result)

    return (
        outward(y),
        dx,
        None if weight is None else lambda dy: shared((dy,))[2].copy(),
        None if bias is None else lambda dy: shared((dy,))[1].copy(),
    )


def channel_sums(dy, x, mean, inverse_std):
    """dy's pixels, and Σdy and Σdy·(x - mean)·inverse_std over all of them, (C,) each."""
    dy, wide = inward(dy), Wide(x)
    mean = wide.vector(mean)
    along_one, along_normal = (np.empty((wide.n, wide.width), x.dtype) for _ in range(2))

    def work(i, ones, upstream, block):
        (product,) = take(x.dtype, block.shape)
        np.subtract(block, mean, out=product)
        product *= upstream
        np.matmul(ones, upstream, out=along_one[i])
        np.matmul(ones, product, out=along_normal[i])

    wide.run(work, dy, x)
    return dy, wide.total(along_one), wide.total(along_normal) * inverse_std


def combined(out, shift, *terms):
    """out = shift + the sum of image·scale over the terms (image, scale); shift may be None."""
    wide = Wide(out)
    shift = None if shift is None else wide.vector(shift)
    images, (first, *scales) = zip(*((image, wide.vector(scale)) for image, scale in terms))

    def work(i, ones, target, block, *blocks):
        np.multiply(block, first, out=target)
        if shift is not None:
            target += shift
        for block, scale in zip(blocks, scales):
            (product,) = take(out.dtype, block.shape)
            target += np.multiply(block, scale, out=product)

    wide.run(work, out, *images)
