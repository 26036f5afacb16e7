"""Winograd's F(2x2,3x3): a 3x3 convolution of stride 1 by 16 products instead of 36 per 2x2 pixels.

A tile d of 4x4 pixels gives 2x2 results:  Y = Aᵀ[(G g Gᵀ) ∘ (Bᵀ d B)]A,  where ∘, summed over the
channels, is one matrix product per element of the 4x4 tile. Images lie as (H,W,N,C) here: all sums
of the transforms run over long contiguous pieces.

Source: Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks", section 4.1.
"""

import weakref
from functools import partial

import numpy as np

from ... import threads
from .blocks import in_blocks
from .finish import Finish
from .windows import blocks, extent, fill

G = np.array(((1.0, 0.0, 0.0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.0, 0.0, 1.0)))
TRANSFORM = np.kron(G, G)  # g -> G g Gᵀ as one matrix, (16,9)
TILES = 256, 512  # of a piece: at least (enough for fast products) and at most
KERNELS = 1 << 15  # of a piece of the weights' transform
MEMORY = 1 << 16  # tiles times channels of a piece, so that it fits the cache


def convolve(x, weight, finish, w, keep=False):
    """x (H,W,N,C), weight (O,C,3,3) -> (OH,OW,N,O); keep: the transformed weight, for next time."""
    u = remembered(weight) if keep else transformed(weight.swapaxes(0, 1))
    return products(x, u, finish, w)


def input_gradient(dy, weight, shape, w):
    """dy (OH,OW,N,O) by the kernels (O,C,3,3), turned by 180 degrees -> dx (H,W,N,C) = shape."""
    (top, _), (left, _) = w.padding
    w = w._replace(padding=((2 - top, 0), (2 - left, 0)), out=shape[:2])
    return products(dy, transformed(weight[:, :, ::-1, ::-1]), Finish(), w)


def products(x, u, finish, w):
    """x (H,W,N,C), transformed weights u (16,C,O) -> (OH,OW,N,O)."""
    N, (C, O) = x.shape[2], u.shape[1:]
    y = np.empty((*w.out, N, O), x.dtype)
    tiles, pieces = cut(w, N, C + O)

    def piece(i):
        (rows, _, images), area = pieces[i], extent(pieces[i])
        v, m, p = gather(x, tiles, pieces[i], (4, 4, *area, O), (4, *area, O))
        a, b = v.reshape(16, -1, C), m.reshape(16, -1, O)

        def four(k):
            part = slice(4 * k, 4 * k + 4)
            np.matmul(a[part], u[part], out=b[part])

        threads.run(four, 4)  # shared where there is one piece alone
        np.add(m[1], m[2], out=p)
        m[0] += p
        np.subtract(m[1], m[2], out=m[1])
        m[1] -= m[3]
        z, p, q = m[:2], m[2:4, 0], m[2:4, 1]
        np.add(z[:, 1], z[:, 2], out=p)
        np.subtract(z[:, 1], z[:, 2], out=q)
        target = y[2 * rows.start : 2 * rows.stop, :, images]
        for a in range(2):
            even, odd = target[a::2, ::2], target[a::2, 1::2]
            h, n = odd.shape[:2]
            np.add(z[a, 0, :h], p[a, :h], out=even)
            np.subtract(q[a, :h, :n], z[a, 3, :h, :n], out=odd)
        finish(target)

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, w):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,3,3)."""
    (N, C), O = x.shape[2:], dy.shape[3]
    tiles, pieces = cut(w, N, C + O)

    def piece(i):
        (rows, _, images), (h, n, k) = pieces[i], extent(pieces[i])
        shapes = (2 * h, 2 * n, k, O), (4, h, 2 * n, k, O), (4, 4, h, n, k, O), (16, O, C)
        v, e, f, m, du = gather(x, tiles, pieces[i], *shapes)
        fill(e, dy[:, :, images], 2 * rows.start, 0)
        spread(e[::2], e[1::2], f)
        spread(f[:, :, ::2], f[:, :, 1::2], m.swapaxes(0, 1))
        a, b = m.reshape(16, -1, O).swapaxes(1, 2), v.reshape(16, -1, C)
        return np.matmul(a, b, out=du)

    total = threads.summed(piece, len(pieces))
    with threads.one_blas_thread():
        dweight = total.reshape(16, O * C).T @ TRANSFORM.astype(x.dtype)
    return dweight.reshape(O, C, 3, 3)


def transformed(weight):
    """U = G g Gᵀ of every kernel g:  weight (I,O,3,3), in any order in memory -> (16,I,O)."""
    I, O = weight.shape[:2]
    u, transform = np.empty((16, I, O), weight.dtype), TRANSFORM.astype(weight.dtype)
    step = -(-I // (1 + I * O // KERNELS))

    def piece(i):
        part = slice(i * step, (i + 1) * step)
        g = np.ascontiguousarray(weight[part].transpose(0, 2, 3, 1)).reshape(-1, 9, O)
        np.matmul(transform, g, out=u[:, part].swapaxes(0, 1))

    threads.run(piece, -(-I // step))
    return u


kept = {}  # id of a weight -> (a reference to it, its bits, the weight transformed)


def remembered(weight):
    """The weight transformed, anew only if a bit of it has changed since the last time."""
    bits, same = weight.reshape(-1).view(np.uint32), []
    reference, before, u = kept.get(id(weight), (lambda: None, None, None))
    if reference() is weight:
        in_blocks(lambda part: same.append((before[part] == bits[part]).all()), bits.size)
    if not same or not all(same):
        u = transformed(weight.swapaxes(0, 1))
        gone = partial(kept.pop, id(weight))  # called with the reference, which pop gives back
        kept[id(weight)] = weakref.ref(weight, gone), bits.copy(), u
    return u


def gather(x, tiles, block, *shapes):
    """Bᵀ d B of the tiles of a block, (4,4,TH,TW,N,C), and scratch memory."""
    (h, n, images), C = extent(block), x.shape[3]
    area = (4, h, 2 * n + 2, images, C), (4, 4, h, n, images, C)
    d, s, v, *scratch = tiles.under(x, block, *area, *shapes)
    differences([d[k : k + 2 * h : 2] for k in range(4)], s)
    differences([s[:, :, k : k + 2 * n : 2] for k in range(4)], v.swapaxes(0, 1))
    return v, *scratch


def differences(d, out):
    """Bᵀ along one direction."""
    np.subtract(d[0], d[2], out=out[0])
    np.add(d[1], d[2], out=out[1])
    np.subtract(d[2], d[1], out=out[2])
    np.subtract(d[1], d[3], out=out[3])


def spread(even, odd, out):
    """A along one direction."""
    np.copyto(out[0], even)
    np.add(even, odd, out=out[1])
    np.subtract(even, odd, out=out[2])
    np.negative(odd, out=out[3])


def cut(w, N, channels):
    """The tiles as windows of 4x4 pixels, and blocks of them, at least two, for two cores."""
    TH, TW = (w.out[0] + 1) // 2, (w.out[1] + 1) // 2
    size = min(TILES[1], max(TILES[0], MEMORY // channels), max(64, N * TH * TW // 2))
    tiles = w._replace(kernel=(4, 4), stride=(2, 2), out=(TH, TW))
    return tiles, blocks(tiles.out, N, size)
