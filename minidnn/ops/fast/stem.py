"""Convolution by columns that lie tap by tap: for few channels (the first layer of a network), and
for so few pixels that turning the weights around would cost more than the products.

What one tap meets in all images is one long piece of memory once x is laid out as (C,H,W,N), padded
and, for strides, split into its even and odd rows and columns. The weights stay as they are.
"""

import math

import numpy as np

from ... import threads
from .blocks import take
from .columns import input_gradient  # noqa: F401  the same way back
from .pointwise import weighted
from .windows import CACHE, blocks, extent, fill

PARTS = 4  # at least, for a few cores


def convolve(x, weight, finish, w):
    """x (H,W,N,C), weight (O,C,KH,KW) -> (OH,OW,N,O)."""
    (O, K), N = (len(weight), weight[0].size), x.shape[2]
    y, laid = np.empty((*w.out, N, O), x.dtype), laid_out(x, w)
    # many weights: every piece would prepare them anew, while one alone shares its product
    size, parts = (y.size, 1) if y.size < 2 * O * O else (CACHE // K, PARTS)
    pieces = blocks(w.out, N, size, parts, whole=True)

    def piece(i):
        target = y[pieces[i]].reshape(-1, O)
        weighted(gather(laid, w, pieces[i]).T, weight.reshape(O, K), finish, target)

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, w):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,KH,KW)."""
    (N, C), O, laid = x.shape[2:], dy.shape[3], laid_out(x, w)
    pieces = blocks(w.out, N, CACHE // (C * math.prod(w.kernel)), PARTS, whole=True)

    def piece(i):
        return gather(laid, w, pieces[i]) @ dy[pieces[i]].reshape(-1, O)

    total = threads.summed(piece, len(pieces))
    return np.ascontiguousarray(total.T).reshape(O, C, *w.kernel)


def laid_out(x, w):
    """x (H,W,N,C), padded, as (row of its stride, column of its stride, C, rows, columns, N)."""
    sizes = [-(-size // s) for size, s in zip(w.reach(w.out[0]), w.stride)]
    laid = np.empty((*w.stride, x.shape[3], *sizes, x.shape[2]), x.dtype)
    for i, j in np.ndindex(*w.stride):
        # -r rows and -c columns of padding, then the pixels from (row, column) on
        r, row = divmod(i - w.padding[0][0], w.stride[0])
        c, column = divmod(j - w.padding[1][0], w.stride[1])
        pixels = x[row :: w.stride[0], column :: w.stride[1]]
        fill(laid[i, j].transpose(1, 2, 3, 0), pixels, r, c)
    return laid


def gather(laid, w, block):
    """The columns (C*KH*KW, results) of some rows; valid until the next call."""
    rows, (down, right), (below, beside) = block[0], w.stride, w.dilation
    (columns,) = take(laid.dtype, (laid.shape[2], *w.kernel, *extent(block)))
    for i, j in np.ndindex(*w.kernel):
        (r, row), (c, column) = divmod(i * below, down), divmod(j * beside, right)
        part = slice(rows.start + r, rows.stop + r), slice(c, c + w.out[1])
        columns[:, i, j] = laid[row, column, :, *part]
    return columns.reshape(-1, math.prod(columns.shape[3:]))
