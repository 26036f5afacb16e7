"""Layer normalisation, block after block of rows; sums are products with ones, fast in BLAS."""

import numpy as np

from ..layernorm import check
from ..layernorm import layer_norm as simple_layer_norm
from ..recurrent import once
from .blocks import BLOCK, in_blocks, take
from .product import suited

SMALL = 1 << 13  # numbers below which the simple op is as fast


def layer_norm(x, weight, bias, *, dims=1, eps=1e-5):
    """The same as minidnn.ops.layernorm.layer_norm."""
    if x.size < SMALL or not (suited(x, weight, bias) and x.flags.c_contiguous):
        return simple_layer_norm(x, weight, bias, dims=dims, eps=eps)
    check(x, weight, bias, dims)
    own = x.shape[x.ndim - dims :]
    rows = x.reshape(-1, int(np.prod(own)))
    M, D = rows.shape
    scale = np.ones(D, x.dtype) if weight is None else weight.reshape(D)
    shift = np.zeros(D, x.dtype) if bias is None else bias.reshape(D)
    normal, y = np.empty_like(rows), np.empty_like(rows)
    inverse_std, average = np.empty((M, 1), x.dtype), np.full(D, 1.0 / D, x.dtype)

    def forward(part):
        block, target = rows[part], normal[part]
        np.subtract(block, (block @ average)[:, None], out=target)
        var = np.einsum("nd,nd->n", target, target)
        var *= 1.0 / D
        var += eps
        np.sqrt(var, out=var)
        np.divide(1.0, var[:, None], out=inverse_std[part])
        target *= inverse_std[part]
        target = np.multiply(target, scale, out=y[part])
        target += shift

    in_blocks(forward, M, D, row=D)

    def backward(dy):
        upstream, dx, length = dy.reshape(M, D), np.empty_like(normal), max(1, BLOCK // D)
        sums, ones = np.empty((2, -(-M // length), D), x.dtype), np.ones(length, x.dtype)
        weighed = average * scale

        def work(part):
            dy, block, target = upstream[part], normal[part], dx[part]
            one, number = ones[: len(block)], part.start // length
            (product,) = take(x.dtype, block.shape)
            np.multiply(dy, block, out=product)
            np.matmul(one, dy, out=sums[0, number])
            np.matmul(one, product, out=sums[1, number])
            # the means along a row of g = dy·weight and of g·normal, without making g·normal
            along, mean = product @ weighed, dy @ weighed
            np.multiply(block, along[:, None], out=product)
            product += mean[:, None]
            np.multiply(dy, scale, out=target)
            target -= product
            target *= inverse_std[part]

        in_blocks(work, M, D, row=D)
        return dx.reshape(x.shape), *(total.sum(axis=0).reshape(own) for total in sums)

    shared = once(backward)
    return (
        y.reshape(x.shape),
        lambda dy: shared((dy,))[0],
        None if weight is None else lambda dy: shared((dy,))[2],
        None if bias is None else lambda dy: shared((dy,))[1],
    )
