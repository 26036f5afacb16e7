"""Max pooling by pairwise maxima of long pieces of rows. Images lie as (H,W,N,C)."""

import numpy as np

from ... import threads
from .. import pool as simple
from ..windows import taps
from .layout import fill, inward, outward
from .product import suited
from .workspace import take

CACHE = 1 << 18  # numbers in a piece: 1 MB of float32
SMALL = 1 << 14  # numbers below which the simple op is as fast


def max_pool2d(x, *, kernel, stride, padding=(0, 0), dilation=(1, 1), ceil_mode=False):
    """The same as minidnn.ops.pool.max_pool2d."""
    if not (suited(x) and x.ndim == 4 and x.size >= SMALL):
        options = {"padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
        return simple.max_pool2d(x, kernel=kernel, stride=stride, **options)
    simple.check("max_pool", x, kernel, stride, padding)
    around, out = simple.frame("max_pool2d", x, kernel, stride, padding, dilation, ceil_mode)
    pixels = inward(x)
    H, W, N, C = pixels.shape
    OH, OW = out
    y = np.empty((OH, OW, N, C), x.dtype)
    reach = dilation[0] * (kernel[0] - 1) + 1  # rows of pixels under one row of results
    width = W + sum(around[1])

    def window(first, rows, images):
        """The pixels, and the padding, under `rows` rows of results from `first` on."""
        start, height = first * stride[0], (rows - 1) * stride[0] + reach
        part = pixels[:, :, images]
        if not any(map(any, around)):
            return part[start : start + height]
        (memory,) = take(x.dtype, (height, width, *part.shape[2:]))
        fill(memory, part, start - around[0][0], -around[1][0], -np.inf)
        return memory

    def largest(first, rows):
        d = window(first, rows, slice(None))
        down = steps(d, 0, rows, kernel, stride, dilation)
        highest = down[0] if len(down) == 1 else np.maximum(down[0], down[1])
        for part in down[2:]:
            np.maximum(highest, part, out=highest)
        across = steps(highest, 1, OW, kernel, stride, dilation)
        target = y[first : first + rows]
        np.copyto(target, across[0])
        for part in across[1:]:
            np.maximum(target, part, out=target)

    h = max(1, CACHE // (stride[0] * width * N * C))
    threads.run(lambda i: largest(i * h, min(h, OH - i * h)), -(-OH // h))

    def dx(dy):
        dy = inward(dy)
        shape = H + sum(around[0]), width, N, C
        # apart: no pixel lies under two rows of results; alone: nor under two columns
        apart = reach <= stride[0]
        alone = apart and dilation[1] * (kernel[1] - 1) < stride[1]
        tiled = kernel == stride and shape[:2] == (OH * stride[0], OW * stride[1])
        dpadded = (np.empty if tiled else np.zeros)(shape, x.dtype)
        n = N if apart else max(1, CACHE // (shape[0] * width * C))
        h = max(1, CACHE // (stride[0] * width * n * C)) if apart else OH
        pieces = [(r, i) for r in range(0, OH, h) for i in range(0, N, n)]

        def piece(k):
            first, images = pieces[k][0], slice(pieces[k][1], pieces[k][1] + n)
            rows = min(h, OH - first)
            d = window(first, rows, images)
            dd = dpadded[first * stride[0] :, :, images]
            part = slice(first, first + rows), slice(None), images
            share(d, dd, y[part], dy[part])

        def share(d, dd, y, dy):
            free = np.ones(y.shape, bool)
            first = np.empty(y.shape, bool)
            product = None if alone else np.empty(y.shape, x.dtype)
            for tap in taps(kernel, stride, dilation, y.shape[:2]):
                tap = tap[1:]  # without the ellipsis: rows and columns come first here
                np.equal(d[tap], y, out=first)
                first &= free
                free ^= first
                if alone:
                    np.multiply(dy, first, out=dd[tap])
                else:
                    dd[tap] += np.multiply(dy, first, out=product)

        threads.run(piece, len(pieces))
        (top, _), (left, _) = around
        return outward(dpadded[top : top + H, left : left + W])

    return outward(y), dx


def steps(x, direction, n, kernel, stride, dilation):
    """What each kernel tap along one direction meets, for n results."""
    starts = [k * dilation[direction] for k in range(kernel[direction])]
    cuts = [slice(s, s + (n - 1) * stride[direction] + 1, stride[direction]) for s in starts]
    return [x[cut] if direction == 0 else x[:, cut] for cut in cuts]
