"""Convolution of every channel by itself (groups = channels): sums of slabs, tap by tap, no product
of matrices. Images lie as (H,W,N,C), so what one tap meets are long contiguous pieces.
"""

import numpy as np

from ... import threads
from .columns import by_phases
from .layout import fill
from .product import row_sum
from .workspace import take

CACHE = 1 << 16  # results of a piece: 256 kB of float32


def convolve(x, weight, finish, stride, padding, dilation, out, y=None):
    """x (H,W,N,C), weight (C,1,KH,KW) -> (OH,OW,N,C), into y if given."""
    window = Window(x, weight.shape[2:], stride, padding, dilation, out)
    per_tap = spread(weight, x.shape[2])
    y = np.empty((*out, *x.shape[2:]), x.dtype) if y is None else y

    def piece(i):
        rows = window.pieces[i]
        target = y[rows]
        views, (product,) = window(rows, target.shape)
        np.multiply(views[0], per_tap[0], out=target)
        for view, factor in zip(views[1:], per_tap[1:]):
            np.multiply(view, factor, out=product)
            target += product
        finish(target)

    threads.run(piece, len(window.pieces))
    return y


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (H,W,N,C), dy (OH,OW,N,C) -> the gradient of weight (C,1,KH,KW)."""
    C = x.shape[3]
    window = Window(x, kernel, stride, padding, dilation, dy.shape[:2])
    sums = np.empty((len(window.pieces), kernel[0] * kernel[1], C), x.dtype)

    def piece(i):
        rows = window.pieces[i]
        upstream = dy[rows]
        views, (product,) = window(rows, upstream.shape)
        for k, view in enumerate(views):
            np.multiply(view, upstream, out=product)
            sums[i, k] = row_sum(product.reshape(-1, C))

    threads.run(piece, len(window.pieces))
    return np.ascontiguousarray(sums.sum(axis=0).T).reshape(C, 1, *kernel)


def input_gradient(dy, weight, shape, stride, padding, dilation):
    """dy (OH,OW,N,C), weight (C,1,KH,KW) -> the gradient of x, (H,W,N,C) = shape."""
    return by_phases(convolve, dy, weight, shape, stride, padding, dilation)


class Window:
    """The padded pixels under some rows of results; pieces are slices of rows."""

    def __init__(self, x, kernel, stride, padding, dilation, out):
        self.x, self.kernel, self.stride, self.dilation = x, kernel, stride, dilation
        self.corner = padding[0][0], padding[1][0]
        self.width = (out[1] - 1) * stride[1] + dilation[1] * (kernel[1] - 1) + 1
        rows = max(1, CACHE // (out[1] * x.shape[2] * x.shape[3]))
        self.pieces = [slice(r, min(r + rows, out[0])) for r in range(0, out[0], rows)]

    def __call__(self, rows, shape):
        """What each tap meets, and scratch memory of this shape."""
        reach = self.dilation[0] * (self.kernel[0] - 1) + 1
        height = (rows.stop - rows.start - 1) * self.stride[0] + reach
        padded, product = take(self.x.dtype, (height, self.width, *self.x.shape[2:]), shape)
        fill(padded, self.x, rows.start * self.stride[0] - self.corner[0], -self.corner[1])
        return views_of(padded, self.kernel, self.stride, self.dilation, shape), (product,)


def views_of(x, kernel, stride, dilation, out):
    """The pixels of x (H,W,...) that each tap meets, for results of shape out (OH,OW,...)."""
    return [
        x[
            i * dilation[0] : i * dilation[0] + (out[0] - 1) * stride[0] + 1 : stride[0],
            j * dilation[1] : j * dilation[1] + (out[1] - 1) * stride[1] + 1 : stride[1],
        ]
        for i, j in np.ndindex(*kernel)
    ]


def spread(weight, N):
    """weight (C,1,KH,KW) -> (KH*KW,N,C): every tap's factors for a whole slab."""
    C = len(weight)
    taps = weight.reshape(C, -1).T
    return np.ascontiguousarray(np.broadcast_to(taps[:, None], (len(taps), N, C)))
