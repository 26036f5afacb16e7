"""The first convolution of a network: few channels, images as the loader gives them, (N,C,H,W)."""

import numpy as np

from ... import threads
from .workspace import take

CACHE = 1 << 18  # numbers in the columns of a piece: 1 MB of float32


def convolve(x, weight, bias, stride, padding, dilation, out):
    """x (N,C,H,W), weight (O,C,KH,KW) -> (OH,OW,N,O)."""
    N, O = len(x), len(weight)
    rows = weight.reshape(O, -1)
    y = np.empty((*out, N, O), x.dtype)
    pieces, n, h = cut(N, *out, rows.shape[1])

    def piece(i):
        images, r = pieces[i]
        images = slice(images, min(images + n, N))
        r = slice(r, min(r + h, out[0]))
        shape = images.stop - images.start, r.stop - r.start, out[1]
        columns, product = take(x.dtype, (*weight.shape[1:], *shape), (int(np.prod(shape)), O))
        gather(columns, x[images], r.start, stride, padding, dilation)
        np.matmul(columns.reshape(rows.shape[1], -1).T, rows.T, out=product)
        product = product.reshape(*shape, O).transpose(1, 2, 0, 3)
        if bias is None:
            np.copyto(y[r, :, images], product)
        else:
            np.add(product, bias, out=y[r, :, images])

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (N,C,H,W), dy (OH,OW,N,O) -> the gradient of weight (O,C,KH,KW)."""
    (N, C), (*out, _, O) = x.shape[:2], dy.shape
    K = C * kernel[0] * kernel[1]
    pieces, n, h = cut(N, *out, K)
    groups = min(4, len(pieces))  # each sums its own pieces: the order of sums is always the same
    sums = np.zeros((groups, O, K), x.dtype)

    def group(g):
        for i in range(g, len(pieces), groups):
            images, r = pieces[i]
            images = slice(images, min(images + n, N))
            r = slice(r, min(r + h, out[0]))
            shape = images.stop - images.start, r.stop - r.start, out[1]
            columns, flat = take(x.dtype, (C, *kernel, *shape), (*shape, O))
            gather(columns, x[images], r.start, stride, padding, dilation)
            np.copyto(flat.transpose(1, 2, 0, 3), dy[r, :, images])
            sums[g] += flat.reshape(-1, O).T @ columns.reshape(K, -1).T

    threads.run(group, groups)
    return sums.sum(axis=0).reshape(O, C, *kernel)


def gather(columns, x, first, stride, padding, dilation):
    """Copy what each tap meets in the rows of results from `first` on: (C,KH,KW,N,h,OW)."""
    _, KH, KW, _, h, OW = columns.shape
    H, W = x.shape[2:]
    x = x.swapaxes(0, 1)
    for i, j in np.ndindex(KH, KW):
        target = columns[:, i, j]
        r = first * stride[0] + i * dilation[0] - padding[0][0]
        c = j * dilation[1] - padding[1][0]
        r0, r1 = met(r, stride[0], h, H)
        c0, c1 = met(c, stride[1], OW, W)
        target[:, :, :r0] = 0
        target[:, :, r1:] = 0
        target[:, :, r0:r1, :c0] = 0
        target[:, :, r0:r1, c1:] = 0
        if r0 < r1 and c0 < c1:
            top, left = r + r0 * stride[0], c + c0 * stride[1]
            target[:, :, r0:r1, c0:c1] = x[
                :,
                :,
                top : r + (r1 - 1) * stride[0] + 1 : stride[0],
                left : c + (c1 - 1) * stride[1] + 1 : stride[1],
            ]


def met(start, stride, n, size):
    """Of n positions start + i*stride, the range of i that lies inside 0..size."""
    first = min(n, max(0, -(start // stride)))
    last = max(first, min(n, (size - 1 - start) // stride + 1))
    return first, last


def cut(N, OH, OW, K):
    """Pieces (first image, first row of results) whose columns fit the cache, and their sizes."""
    results = max(1, CACHE // K)
    if results >= OH * OW:
        n, h = min(N, results // (OH * OW)), OH
        n = min(n, max(1, -(-N // 2)))  # at least two pieces, for two cores
    else:
        n, h = 1, min(OH, max(1, results // OW))
    return [(i, r) for i in range(0, N, n) for r in range(0, OH, h)], n, h
