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
from .finish import Finish
from .layout import fill
from .workspace import take

G = ((1.0, 0.0, 0.0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.0, 0.0, 1.0))
TILES = 256, 512  # of a piece: at least, enough for fast products, and at most
KERNELS = 1 << 15  # of a piece of the weights' transform
MEMORY = 1 << 16  # tiles times channels of a piece, so that it fits the cache


def convolve(x, weight, finish, stride, padding, dilation, out, keep=False):
    """x (H,W,N,C), weight (O,C,3,3) -> (OH,OW,N,O); keep: the transformed weight, for next time."""
    (top, _), (left, _) = padding
    u = remembered(weight) if keep else transformed(weight.swapaxes(0, 1))
    return products(x, u, finish, top, left, out)


def input_gradient(dy, weight, shape, stride, padding, dilation):
    """dy (OH,OW,N,O), weight (O,C,3,3) -> dx (H,W,N,C), where (H, W) = shape.

    That is the convolution of dy with the kernel turned by 180 degrees.
    """
    (top, _), (left, _) = padding
    u = transformed(weight[:, :, ::-1, ::-1])
    return products(dy, u, Finish(), 2 - top, 2 - left, shape[:2])


def products(x, u, finish, top, left, out):
    """x (H,W,N,C), transformed weights u (16,C,O) -> (OH,OW,N,O)."""
    (N, C), O, (OH, OW) = x.shape[2:], u.shape[2], out
    y = np.empty((OH, OW, N, O), x.dtype)
    pieces, TW = cut(OH, OW, N, C + O)

    def piece(i):
        t, tiles, images, k = pieces[i]
        T = tiles * TW * k
        d, s, v, m, p = take(
            x.dtype,
            (2 * tiles + 2, 2 * TW + 2, k, C),
            (4, tiles, 2 * TW + 2, k, C),
            (4, 4, tiles, TW, k, C),
            (4, 4, tiles, TW, k, O),
            (4, tiles, TW, k, O),
        )
        tile_inputs(x[:, :, images], d, s, v, 2 * t - top, -left)
        a, b = v.reshape(16, T, C), m.reshape(16, T, O)

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
        for a in range(2):
            target = y[2 * t + a : 2 * (t + tiles) : 2, :, images]
            rows = len(target)
            even, odd = target[:, ::2], target[:, 1::2]
            np.add(z[a, 0, :rows], p[a, :rows], out=even)
            columns = odd.shape[1]
            np.subtract(q[a, :rows, :columns], z[a, 3, :rows, :columns], out=odd)
        finish(y[2 * t : 2 * (t + tiles), :, images])

    threads.run(piece, len(pieces))
    return y


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,3,3)."""
    (top, _), (left, _) = padding
    C = x.shape[3]
    OH, OW, N, O = dy.shape
    pieces, TW = cut(OH, OW, N, C + O)

    def piece(i):
        t, tiles, images, k = pieces[i]
        T = tiles * TW * k
        d, s, v, e, f, m, du = take(
            x.dtype,
            (2 * tiles + 2, 2 * TW + 2, k, C),
            (4, tiles, 2 * TW + 2, k, C),
            (4, 4, tiles, TW, k, C),
            (2 * tiles, 2 * TW, k, O),
            (4, tiles, 2 * TW, k, O),
            (4, 4, tiles, TW, k, O),
            (16, O, C),
        )
        tile_inputs(x[:, :, images], d, s, v, 2 * t - top, -left)
        fill(e, dy[:, :, images], 2 * t, 0)
        spread(e[::2], e[1::2], f)
        spread(f[:, :, ::2], f[:, :, 1::2], m.swapaxes(0, 1))
        np.matmul(m.reshape(16, T, O).swapaxes(1, 2), v.reshape(16, T, C), out=du)
        return du

    total = threads.summed(piece, len(pieces))
    dweight = np.empty((O, C, 3, 3), x.dtype)
    with threads.one_blas_thread():
        transform = kernel_transform(x.dtype)
        np.matmul(total.reshape(16, O * C).T, transform, out=dweight.reshape(O * C, 9))
    return dweight


def transformed(weight):
    """U = G g Gᵀ of every kernel g:  weight (I,O,3,3), in any order in memory -> (16,I,O)."""
    I, O = weight.shape[:2]
    u, transform = np.empty((16, I, O), weight.dtype), kernel_transform(weight.dtype)
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
    bits = weight.reshape(-1).view(np.uint32)
    reference, before, u = kept.get(id(weight), (lambda: None, None, None))
    if reference() is not weight or not np.array_equal(before, bits):
        u = transformed(weight.swapaxes(0, 1))
        gone = partial(kept.pop, id(weight))  # called with the reference, which pop gives back
        kept[id(weight)] = weakref.ref(weight, gone), bits.copy(), u
    return u


def kernel_transform(dtype):
    """g -> G g Gᵀ as one matrix, (16,9)."""
    return np.kron(np.array(G, dtype), np.array(G, dtype))


def tile_inputs(x, d, s, v, row, column):
    """Bᵀ d B of all tiles in the window of x that starts at (row, column): v (4,4,TH,TW,N,C)."""
    fill(d, x, row, column)
    differences([d[k : k + len(d) - 2 : 2] for k in range(4)], s)
    width = s.shape[2] - 2
    differences([s[:, :, k : k + width : 2] for k in range(4)], v.swapaxes(0, 1))


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


def cut(OH, OW, N, channels):
    """Pieces (first row of tiles, rows of tiles, images, their number), and the tiles in a row.

    About TILES tiles each, fewer where there are many channels; at least two pieces, for two cores.
    """
    TH, TW = (OH + 1) // 2, (OW + 1) // 2
    least, most = TILES
    tiles = min(most, max(least, MEMORY // channels), max(64, N * TH * TW // 2))
    nb = min(N, max(1, tiles // TW))
    th = min(TH, max(1, tiles // (TW * nb)))
    return [
        (t, min(th, TH - t), slice(n, min(n + nb, N)), min(nb, N - n))
        for t in range(0, TH, th)
        for n in range(0, N, nb)
    ], TW
