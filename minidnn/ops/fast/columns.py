"""Convolution by columns, a piece of the image at a time: the windows of a piece are copied into
the cache, where one matrix product turns them into results. Images lie as (H,W,N,C).
"""

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ... import threads
from .finish import Finish
from .layout import fill
from .workspace import take

CACHE = 1 << 18  # numbers in the columns of a piece: 1 MB of float32


def convolve(x, weight, finish, stride, padding, dilation, out, y=None):
    """x (H,W,N,C), weight (O,C,KH,KW) -> (OH,OW,N,O), into y if given."""
    N, O = x.shape[2], len(weight)
    K = weight[0].size
    rows = np.ascontiguousarray(weight.transpose(2, 3, 1, 0)).reshape(K, O)
    y = np.empty((*out, N, O), x.dtype) if y is None else y
    pieces, h, n = cut(*out, N, K)
    gather = Gather(x, weight.shape[2:], stride, padding, dilation, out)

    def piece(i):
        block = pieces[i]
        target = y[block]
        columns, window, product = take(x.dtype, *gather.shapes(h, n), (h * out[1] * n, O))
        columns = gather(columns, window, block)
        whole = target.flags.c_contiguous
        product = target.reshape(-1, O) if whole else product[: len(columns)]
        np.matmul(columns, rows, out=product)
        finish(product)
        if not whole:
            np.copyto(target, product.reshape(target.shape))

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,KH,KW)."""
    *out, N, O = dy.shape
    C = x.shape[3]
    K = C * kernel[0] * kernel[1]
    pieces, h, n = cut(*out, N, max(K, 4 * K * O // CACHE))
    gather = Gather(x, kernel, stride, padding, dilation, out)

    def piece(i):
        block = pieces[i]
        columns, window, flat, product = take(
            x.dtype, *gather.shapes(h, n), (h * out[1] * n, O), (O, K)
        )
        columns = gather(columns, window, block)
        flat = flat[: len(columns)]
        np.copyto(flat.reshape(dy[block].shape), dy[block])
        return np.matmul(flat.T, columns, out=product)

    total = threads.summed(piece, len(pieces))
    return np.ascontiguousarray(total.reshape(O, *kernel, C).transpose(0, 3, 1, 2))


def input_gradient(dy, weight, shape, stride, padding, dilation):
    """dy (OH,OW,N,O), weight (O,C,KH,KW) -> the gradient of x, (H,W,N,C) = shape."""
    return by_phases(convolve, dy, weight.swapaxes(0, 1), shape, stride, padding, dilation)


def by_phases(convolve, dy, weight, shape, stride, padding, dilation):
    """The gradient of x (H,W,N,C) = shape: dy convolved with the kernel turned by 180 degrees.

    Once for every phase of the strides: pixels a stride apart meet the same taps of the kernel.
    """
    phases = [
        list(phases_of(*along))
        for along in zip(shape, weight.shape[2:], stride, (p[0] for p in padding), dilation)
    ]
    pairs = list(itertools.product(*phases))
    full = len(pairs) == stride[0] * stride[1]
    dx = np.empty(shape, dy.dtype) if full else np.zeros(shape, dy.dtype)
    for row, column in pairs:
        kernel = weight[:, :, row.taps, column.taps][:, :, ::-1, ::-1]
        around, apart = ((row.before, 0), (column.before, 0)), (row.apart, column.apart)
        part = dx[row.first :: stride[0], column.first :: stride[1]]
        convolve(dy, kernel, Finish(), (1, 1), around, apart, part.shape[:2], part)
    return dx


class Phase(NamedTuple):
    """Pixels of one direction that meet the same taps of the kernel."""

    first: int
    taps: slice
    apart: int  # results between the taps
    before: int  # results of padding before the first


def phases_of(size, kernel, stride, before, dilation):
    """The phases of a direction that meet any taps."""
    common = math.gcd(stride, dilation)
    for first in range(min(stride, size)):
        for tap in range(min(kernel, stride // common)):
            place, rest = divmod(first + before - dilation * tap, stride)
            if not rest:  # the result at `place` takes this pixel by this tap
                taps, apart = slice(tap, kernel, stride // common), dilation // common
                reach = apart * (len(range(*taps.indices(kernel))) - 1)
                yield Phase(first, taps, apart, reach - place)


class Gather:
    """Copies the windows of a block of results into columns (results, KH*KW*C)."""

    def __init__(self, x, kernel, stride, padding, dilation, out):
        self.x, self.kernel, self.stride, self.dilation = x, kernel, stride, dilation
        self.top, self.left = padding[0][0], padding[1][0]
        self.width = out[1]

    def reach(self, n, direction):
        """How many pixels n results in a row look at."""
        return (
            (n - 1) * self.stride[direction]
            + self.dilation[direction] * (self.kernel[direction] - 1)
            + 1
        )

    def shapes(self, h, n):
        """The shapes of the columns and of the window for h rows of results of n images."""
        C = self.x.shape[3]
        KH, KW = self.kernel
        window = self.reach(h, 0), self.reach(self.width, 1), n, C
        return (h, self.width, n, KH, KW, C), window

    def __call__(self, columns, window, block):
        rows, _, images = block
        h, n = rows.stop - rows.start, images.stop - images.start
        columns = shrunk(columns, h, n)
        window = window.reshape(-1)[: self.reach(h, 0) * window.shape[1] * n * window.shape[3]]
        window = window.reshape(self.reach(h, 0), -1, n, self.x.shape[3])
        fill(window, self.x[:, :, images], rows.start * self.stride[0] - self.top, -self.left)
        row, column, image, channel = window.strides
        view = as_strided(
            window,
            columns.shape,
            (
                row * self.stride[0],
                column * self.stride[1],
                image,
                row * self.dilation[0],
                column * self.dilation[1],
                channel,
            ),
        )
        np.copyto(columns, view)
        return columns.reshape(h * self.width * n, -1)


def shrunk(columns, h, n):
    """The front of the memory of columns (H,W,N,...) as (h,W,n,...)."""
    shape = (h, columns.shape[1], n, *columns.shape[3:])
    return columns.reshape(-1)[: int(np.prod(shape))].reshape(shape)


def cut(OH, OW, N, K):
    """Blocks of results whose columns fit the cache: (rows, all columns, images); their h and n."""
    results = max(1, CACHE // K)
    if results >= OW * N:
        h, n = min(OH, results // (OW * N)), N
    else:
        h, n = 1, min(N, max(1, results // OW))
    h = min(h, max(1, -(-OH // 2))) if n == N else h  # at least two pieces, for two cores
    blocks = [
        (slice(r, min(r + h, OH)), slice(None), slice(i, min(i + n, N)))
        for r in range(0, OH, h)
        for i in range(0, N, n)
    ]
    return blocks, h, n
