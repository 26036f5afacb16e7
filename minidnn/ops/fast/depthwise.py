"""Convolution of every channel by itself (groups = channels): sums of slabs, tap by tap, no product
of matrices. Images lie as (H,W,N,C), so what one tap meets are long contiguous pieces.
"""

import numpy as np

from ... import threads
from .columns import by_phases
from .product import row_sum
from .windows import blocks

CACHE = 1 << 16  # results of a piece: 256 kB of float32


def convolve(x, weight, finish, w, y=None):
    """x (H,W,N,C), weight (C,1,KH,KW) -> (OH,OW,N,C), into y if given."""
    N, C = x.shape[2:]
    taps = weight.reshape(C, -1).T[:, None]
    factors = np.ascontiguousarray(np.broadcast_to(taps, (len(taps), N, C)))
    y = np.empty((*w.out, N, C), x.dtype) if y is None else y
    pieces = blocks(w.out, N, CACHE // C, whole=True)

    def piece(i):
        target = y[pieces[i]]
        window, product = w.under(x, pieces[i], target.shape)
        for k, tap in enumerate(w.taps(len(target))):
            np.multiply(window[tap], factors[k], out=product if k else target)
            if k:
                target += product
        finish(target)

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, w):
    """x (H,W,N,C), dy (OH,OW,N,C) -> the gradient of weight (C,1,KH,KW)."""
    N, C = x.shape[2:]
    pieces = blocks(w.out, N, CACHE // C, whole=True)
    sums = np.empty((len(pieces), w.kernel[0] * w.kernel[1], C), x.dtype)

    def piece(i):
        upstream = dy[pieces[i]]
        window, product = w.under(x, pieces[i], upstream.shape)
        for k, tap in enumerate(w.taps(len(upstream))):
            np.multiply(window[tap], upstream, out=product)
            sums[i, k] = row_sum(product.reshape(-1, C))

    threads.run(piece, len(pieces))
    return np.ascontiguousarray(sums.sum(axis=0).T).reshape(C, 1, *w.kernel)


def input_gradient(dy, weight, shape, w):
    """dy (OH,OW,N,C), weight (C,1,KH,KW) -> the gradient of x, (H,W,N,C) = shape."""
    return by_phases(convolve, dy, weight, shape, w)
