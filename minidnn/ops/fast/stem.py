"""Convolution by columns that lie tap by tap: for few channels (the first layer of a network), and
for so few pixels that turning the weights around would cost more than the products.

What one tap meets in all images is one long piece of memory once x is laid out as (C,H,W,N), padded
and, for strides, split into its even and odd rows and columns. The weights stay as they are.
"""

import numpy as np

from ... import threads
from .columns import input_gradient  # noqa: F401  the same way back
from .product import product
from .workspace import take

FEW = 128  # results of a piece
CACHE = 1 << 18  # numbers in the columns of a piece: 1 MB of float32


def convolve(x, weight, finish, stride, padding, dilation, out):
    """x (H,W,N,C), weight (O,C,KH,KW) -> (OH,OW,N,O)."""
    N, O = x.shape[2], len(weight)
    rows = weight.reshape(O, -1)
    y = np.empty((*out, N, O), x.dtype)
    gather = Gather(x, weight.shape[2:], stride, padding, dilation, out)
    if N * out[0] * out[1] < 2 * O:  # every piece would prepare the weights anew
        gather.pieces = [slice(0, out[0])]

    def piece(i):
        part = gather.pieces[i]
        target = y[part].reshape(-1, O)
        if len(target) < FEW:  # BLAS is faster with the longer matrix first
            np.copyto(target, product(rows, gather(part)).T)
        else:
            product(gather(part).T, rows.T, out=target)
        finish(target)

    if len(gather.pieces) > 1:
        threads.run(piece, len(gather.pieces))
    else:
        piece(0)  # many weights: their product is shared, not the pixels
    return y


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,KH,KW)."""
    *out, _, O = dy.shape
    C = x.shape[3]
    gather = Gather(x, kernel, stride, padding, dilation, out)
    pieces = gather.pieces
    total = threads.summed(
        lambda i: gather(pieces[i]) @ dy[pieces[i]].reshape(-1, O), len(pieces)
    )
    return np.ascontiguousarray(total.T).reshape(O, C, *kernel)


class Gather:
    """x, laid out tap by tap; called with some rows of results it gives their columns."""

    def __init__(self, x, kernel, stride, padding, dilation, out):
        N, C = x.shape[2:]
        (top, _), (left, _) = padding
        self.kernel, self.stride, self.dilation, self.width = kernel, stride, dilation, out[1]
        sizes = [(n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(out, stride, dilation, kernel)]
        sizes = [-(-size // s) for size, s in zip(sizes, stride)]
        # (C, row of its stride, column of its stride, rows, columns, N)
        self.x = np.zeros((C, *stride, *sizes, N), x.dtype)
        images = x.transpose(3, 0, 1, 2)
        for i, j in np.ndindex(*stride):
            r, c = -(-max(0, top - i) // stride[0]), -(-max(0, left - j) // stride[1])
            y0, x0 = r * stride[0] + i - top, c * stride[1] + j - left
            part = images[:, y0 :: stride[0], x0 :: stride[1]]
            target = self.x[:, i, j, r:, c:]
            h, w = (min(a, b) for a, b in zip(part.shape[1:3], target.shape[1:3]))
            np.copyto(target[:, :h, :w], part[:, :h, :w])
        rows = max(1, CACHE // (C * kernel[0] * kernel[1] * out[1] * N))
        rows = min(rows, max(1, -(-out[0] // 4)))  # enough pieces for a few cores
        self.pieces = [slice(r, min(r + rows, out[0])) for r in range(0, out[0], rows)]

    def __call__(self, part):
        """The columns (C*KH*KW, rows*OW*N) of these rows of results; valid until the next call."""
        C, N = len(self.x), self.x.shape[-1]
        KH, KW = self.kernel
        (columns,) = take(self.x.dtype, (C, KH, KW, part.stop - part.start, self.width, N))
        for i, j in np.ndindex(KH, KW):
            r, phase_r = divmod(i * self.dilation[0], self.stride[0])
            c, phase_c = divmod(j * self.dilation[1], self.stride[1])
            source = self.x[:, phase_r, phase_c]
            columns[:, i, j] = source[:, part.start + r : part.stop + r, c : c + self.width]
        return columns.reshape(C * KH * KW, -1)
