"""Convolution by columns, a piece of the image at a time: the windows of a piece are copied into
the cache, where one matrix product turns them into results. Images lie as (H,W,N,C).
"""

import itertools
import math

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ... import threads
from .finish import Finish
from .windows import CACHE, Windows, blocks, extent


def convolve(x, weight, finish, w, y=None):
    """x (H,W,N,C), weight (O,C,KH,KW) -> (OH,OW,N,O), into y if given."""
    N, O = x.shape[2], len(weight)
    rows = np.ascontiguousarray(weight.transpose(2, 3, 1, 0)).reshape(-1, O)
    y = np.empty((*w.out, N, O), x.dtype) if y is None else y
    pieces = blocks(w.out, N, CACHE // len(rows), parts=2)  # for two cores

    def piece(i):
        target = y[pieces[i]]
        columns, product = gather(x, w, pieces[i], (target.size // O, O))
        whole = target.flags.c_contiguous
        product = target.reshape(-1, O) if whole else product
        np.matmul(columns, rows, out=product)
        finish(product)
        if not whole:
            np.copyto(target, product.reshape(target.shape))

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, w):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,KH,KW)."""
    (N, C), O = x.shape[2:], dy.shape[3]
    K = C * math.prod(w.kernel)
    pieces = blocks(w.out, N, CACHE // max(K, 4 * K * O // CACHE), parts=2)

    def piece(i):
        columns, product = gather(x, w, pieces[i], (O, K))
        return np.matmul(dy[pieces[i]].reshape(-1, O).T, columns, out=product)

    total = threads.summed(piece, len(pieces))
    return np.ascontiguousarray(total.reshape(O, *w.kernel, C).transpose(0, 3, 1, 2))


def input_gradient(dy, weight, shape, w):
    """dy (OH,OW,N,O), weight (O,C,KH,KW) -> the gradient of x, (H,W,N,C) = shape."""
    return by_phases(convolve, dy, weight.swapaxes(0, 1), shape, w)


def by_phases(convolve, dy, weight, shape, w):
    """The gradient of x (H,W,N,C) = shape: dy convolved with the kernel turned by 180 degrees.

    Once for every phase of the strides: pixels a stride apart meet the same taps of the kernel.
    """
    before = [sides[0] for sides in w.padding]
    along = zip(shape, w.kernel, w.stride, before, w.dilation)
    pairs = list(itertools.product(*(list(phases_of(*direction)) for direction in along)))
    dx = (np.empty if len(pairs) == math.prod(w.stride) else np.zeros)(shape, dy.dtype)
    for pair in pairs:
        (row, column), taps, apart, around = zip(*pair)
        part = dx[row :: w.stride[0], column :: w.stride[1]]
        kernel = weight[:, :, taps[0], taps[1]][:, :, ::-1, ::-1]
        phase = Windows(kernel.shape[2:], (1, 1), around, apart, part.shape[:2])
        convolve(dy, kernel, Finish(), phase, part)
    return dx


def phases_of(size, kernel, stride, before, dilation):
    """(first pixel, its taps, results between them, padding (before, after)) of every phase."""
    common = math.gcd(stride, dilation)
    step, apart = stride // common, dilation // common
    for first in range(min(stride, size)):
        for tap in range(min(kernel, step)):
            place, rest = divmod(first + before - dilation * tap, stride)
            if not rest:  # the result at `place` takes this pixel by this tap
                reach = apart * ((kernel - 1 - tap) // step)
                yield first, slice(tap, None, step), apart, (reach - place, 0)


def gather(x, w, block, *shapes):
    """The windows of a block as columns (results, KH*KW*C), and scratch memory."""
    shape = *extent(block), *w.kernel, x.shape[3]
    window, columns, *scratch = w.under(x, block, shape, *shapes)
    row, column, image, channel = window.strides
    (down, right), (below, beside) = w.stride, w.dilation
    strides = row * down, column * right, image, row * below, column * beside, channel
    np.copyto(columns, as_strided(window, shape, strides))
    return columns.reshape(math.prod(shape[:3]), -1), *scratch
