"""Max pooling by pairwise maxima of long pieces of rows. Images lie as (H,W,N,C)."""

import numpy as np

from ... import threads
from .. import pool as simple
from .product import suited
from .windows import Windows, blocks, inward, outward

CACHE = 1 << 19  # numbers in a piece: 2 MB of float32
SMALL = 1 << 14  # numbers below which the simple op is as fast


def max_pool2d(x, *, kernel, stride, padding=(0, 0), dilation=(1, 1), ceil_mode=False):
    """The same as minidnn.ops.pool.max_pool2d."""
    if not (suited(x) and x.ndim == 4 and x.size >= SMALL):
        options = {"padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
        return simple.max_pool2d(x, kernel=kernel, stride=stride, **options)
    simple.check("max_pool", x, kernel, stride, padding)
    around, out = simple.frame("max_pool2d", x, kernel, stride, padding, dilation, ceil_mode)
    w, pixels = Windows(kernel, stride, around, dilation, out), inward(x)
    H, W, N, C = pixels.shape
    y = np.empty((*out, N, C), x.dtype)
    height, width = H + sum(around[0]), W + sum(around[1])
    pieces = blocks(out, N, CACHE // (stride[0] * stride[1] * C), whole=True)

    def largest(i):
        target = y[pieces[i]]
        rows = len(target)
        d, highest = w.under(pixels, pieces[i], (rows, w.reach(1)[1], N, C), value=-np.inf)
        met = w.taps(rows)
        maxima([d[down] for down, _ in met[:: kernel[1]]], highest)
        maxima([highest[:, right] for _, right in met[: kernel[1]]], target)

    threads.run(largest, len(pieces))

    def dx(dy):
        dy = inward(dy)
        # apart: no pixel lies under two rows of results; alone: nor under two columns
        apart, beside = (d * (k - 1) < s for k, s, d in zip(kernel, stride, dilation))
        alone = apart and beside
        tiled = kernel == stride and (height, width) == (out[0] * stride[0], out[1] * stride[1])
        dpadded = (np.empty if tiled else np.zeros)((height, width, N, C), x.dtype)
        n = max(1, CACHE // (height * width * C))
        by_image = [(slice(0, out[0]), slice(None), slice(i, i + n)) for i in range(0, N, n)]
        parts = pieces if apart else by_image

        def share(i):
            rows, _, images = parts[i]
            part, upstream = y[parts[i]], dy[parts[i]]
            dd = dpadded[rows.start * stride[0] :, :, images]
            d, product = w.under(pixels, parts[i], part.shape, value=-np.inf)
            free, first = np.ones(part.shape, bool), np.empty(part.shape, bool)
            for tap in w.taps(len(part)):
                np.equal(d[tap], part, out=first)
                first &= free
                free ^= first
                if alone:
                    np.multiply(upstream, first, out=dd[tap])
                else:
                    dd[tap] += np.multiply(upstream, first, out=product)

        threads.run(share, len(parts))
        (top, _), (left, _) = around
        return outward(dpadded[top : top + H, left : left + W])

    return outward(y), dx


def maxima(parts, out):
    """The largest of each place."""
    np.maximum(parts[0], parts[:2][-1], out=out)
    for part in parts[2:]:
        np.maximum(out, part, out=out)
