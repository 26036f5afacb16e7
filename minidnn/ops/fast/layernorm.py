"""Layer normalisation in few passes over memory: block after block of rows, each in the cache.

Sums along rows and down columns are products with ones, which BLAS does at the speed of memory.
"""

import numpy as np

from ..layernorm import check
from ..layernorm import layer_norm as simple_layer_norm
from .blocks import BLOCK, in_blocks
from .product import suited
from .workspace import take

SMALL = 1 << 13  # numbers below which the simple op is as fast


def layer_norm(x, weight, bias, *, dims=1, eps=1e-5):
    """The same as minidnn.ops.layernorm.layer_norm."""
    if x.size < SMALL or not (suited(x, weight, bias) and x.flags.c_contiguous):
        return simple_layer_norm(x, weight, bias, dims=dims, eps=eps)
    check(x, weight, bias, dims)
    own = x.shape[x.ndim - dims :]
    D = int(np.prod(own))
    rows = x.reshape(-1, D)
    scale, shift = (None if v is None else v.reshape(D) for v in (weight, bias))
    normal, y = np.empty_like(rows), np.empty_like(rows)
    inverse_std = np.empty((len(rows), 1), x.dtype)
    average = np.full(D, 1.0 / D, x.dtype)

    def forward(part):
        block, target = rows[part], normal[part]
        np.subtract(block, (block @ average)[:, None], out=target)
        var = np.einsum("nd,nd->n", target, target)
        var *= 1.0 / D
        var += eps
        np.sqrt(var, out=var)
        np.divide(1.0, var[:, None], out=inverse_std[part])
        target *= inverse_std[part]
        if scale is not None:
            target = np.multiply(target, scale, out=y[part])
        if shift is not None:
            np.add(target, shift, out=y[part])

    in_blocks(forward, len(rows), D)
    known = []  # (dy, dx, dweight, dbias): the three rules share one pass

    def gradients(dy):
        if not known or known[0] is not dy:
            known[:] = dy, *backward(dy.reshape(-1, D), normal, inverse_std, scale, average)
        return known

    return (
        (y if weight is not None or bias is not None else normal).reshape(x.shape),
        lambda dy: gradients(dy)[1].reshape(x.shape),
        None if weight is None else lambda dy: gradients(dy)[2].reshape(own),
        None if bias is None else lambda dy: gradients(dy)[3].reshape(own),
    )


def backward(dy, normal, inverse_std, scale, average):
    """dx (M,D), dweight (D,), dbias (D,) of rows."""
    M, D = normal.shape
    length = max(1, BLOCK // D)
    sums = np.empty((2, -(-M // length), D), normal.dtype)
    dx, ones = np.empty_like(normal), np.ones(length, normal.dtype)

    def work(part):
        upstream, block, target = dy[part], normal[part], dx[part]
        one, number = ones[: len(block)], part.start // length
        (product,) = take(normal.dtype, block.shape)
        np.multiply(upstream, block, out=product)
        np.matmul(one, product, out=sums[0, number])
        np.matmul(one, upstream, out=sums[1, number])
        # the means along a row of g = dy·weight and of g·normal, without making g·normal
        weighed = average if scale is None else average * scale
        along, mean = product @ weighed, upstream @ weighed
        np.multiply(block, along[:, None], out=product)
        product += mean[:, None]
        if scale is None:
            np.subtract(upstream, product, out=target)
        else:
            np.multiply(upstream, scale, out=target)
            target -= product
        target *= inverse_std[part]

    in_blocks(work, M, D)
    return dx, sums[0].sum(axis=0), sums[1].sum(axis=0)

