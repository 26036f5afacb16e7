"""Fourier transforms with gradients; NumPy's own, in its three scalings.

A transform is linear, so the rule of each is its adjoint: the other transform with the scaling
turned round. Real input has half of the frequencies; the others are the conjugates of these.
"""

import numpy as np

TURNED = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


def fft(x, *, axes, sizes, norm="backward", inverse=False):
    """y = the transform of x along axes, cut or filled with zeros to sizes."""
    before, real = x.shape, x.dtype.kind != "c"
    go, back = (np.fft.ifftn, np.fft.fftn) if inverse else (np.fft.fftn, np.fft.ifftn)
    y = go(x, sizes, axes, norm)

    def dx(dy):
        g = fitted(back(dy, None, axes, TURNED[norm]), before, axes)
        return g.real if real else g

    return y, dx


def rfft(x, *, axes, sizes, norm="backward", inverse=False):
    """y = the transform of a real x, only the frequencies from 0 along the last axis."""
    before, last = x.shape, axes[-1]
    n = sizes[-1]
    y = np.fft.rfftn(x, sizes, axes, norm)
    y = y.conj() * scale(norm, sizes) if inverse else y

    def dx(dy):
        dy = dy.conj() * scale(norm, sizes) if inverse else dy
        # the frequencies that are left out get no gradient: fill up with zeros
        whole = fitted(dy, (*dy.shape[: last % dy.ndim], n, *dy.shape[last % dy.ndim + 1 :]), axes)
        g = np.fft.ifftn(whole, None, axes, TURNED[norm])
        return fitted(g, before, axes).real

    return y, dx


def irfft(x, *, axes, sizes, norm="backward", inverse=False):
    """y = the real numbers whose transform has these frequencies; the inverse of rfft."""
    before, last, real = x.shape, axes[-1], x.dtype.kind != "c"
    n = sizes[-1]
    z = x.conj() * scale(TURNED[norm], sizes, True) if inverse else x
    y = np.fft.irfftn(z, sizes, axes, norm)

    def dx(dy):
        g = np.fft.rfftn(dy, None, axes, TURNED[norm])
        # a frequency that stands for two, itself and its conjugate, counts twice
        count = g.shape[last]
        twice = np.full_like(g, 2.0, shape=count)
        twice[0] = 1.0
        if n % 2 == 0 and count > 1:
            twice[-1] = 1.0
        g = g * twice.reshape(-1, *[1] * (g.ndim - last % g.ndim - 1))
        g = fitted(g, before, axes)
        g = g.conj() * scale(TURNED[norm], sizes, True) if inverse else g
        return g.real if real else g

    return y, dx


def scale(norm, sizes, back=False):
    """What turns rfft's scaling into ihfft's (and irfft's into hfft's)."""
    n = float(np.prod(sizes))
    if norm == "ortho":
        return 1.0
    if back:
        return n if norm == "forward" else 1 / n
    return 1 / n if norm == "backward" else n


def fitted(x, shape, axes):
    """x cut or filled with zeros to a shape along axes."""
    cut = tuple(
        slice(min(n, m)) if i in [a % x.ndim for a in axes] else slice(None)
        for i, (n, m) in enumerate(zip(shape, x.shape))
    )
    part = x[cut]
    if part.shape == tuple(shape):
        return part
    y = np.zeros_like(x, shape=shape)
    y[tuple(slice(n) for n in part.shape)] = part
    return y


for op in (fft, rfft, irfft):
    op.wirtinger = True
