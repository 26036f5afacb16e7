"""Any function of one number, on large arrays: block after block in the cache, on all cores.

The op itself is called on every block. Nothing is kept but the input: for the gradient a block is
computed again, in the cache, which costs less than to fetch from memory what was kept.
"""

import functools

import numpy as np

from .blocks import in_blocks
from .product import suited
from .relu import flat, memory_order

SMALL = 1 << 14  # numbers below which the simple op is as fast


@functools.cache
def blocked(op):
    """The op (x, **options) -> y, dx of arrays of one shape, with the same numbers."""

    @functools.wraps(op)
    def fast_op(x, **options):
        order = memory_order(x) if x.size >= SMALL and suited(x) else None
        if order is None:
            return op(x, **options)
        y, source = np.empty_like(x), flat(x, order)
        result = flat(y, order)

        def forward(part):
            result[part], _ = op(source[part], **options)

        def dx(dy):
            if not (suited(dy, x) and dy.transpose(order).flags.c_contiguous):
                return op(x, **options)[1](dy)
            dx, upstream = np.empty_like(x), flat(dy, order)
            gradient = flat(dx, order)

            def backward(part):
                gradient[part] = op(source[part], **options)[1](upstream[part])

            in_blocks(backward, x.size)
            return dx

        in_blocks(forward, x.size)
        return y, dx

    return fast_op
