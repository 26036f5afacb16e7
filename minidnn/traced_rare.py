"""What traced arrays answer of complex numbers, linear algebra, Fourier transforms and rarer NumPy.

The file adds to the table of `traced`; `double` imports it when it is first needed.
"""

import numpy as np

from .ops import complex as complexes
from .ops import elementary, fft, linalg, picking, running
from .traced import FUNCTIONS, call


def transform(op, inverse=False):
    """np.fft's functions of n axes, which take sizes, axes and the scaling in this order."""

    def function(x, sizes=None, axes=None, norm=None):
        shape = x.shape
        axes = tuple(range(-len(sizes or shape), 0)) if axes is None else tuple(axes)
        sizes = tuple(shape[a] for a in axes) if sizes is None else tuple(sizes)
        options = {"inverse": True} if inverse else {}
        return call(op, x, axes=axes, sizes=sizes, norm=norm or "backward", **options)

    return function


def matrices(op):
    """np.linalg's function of matrices alone."""
    return lambda *xs: call(op, *xs)


def diagonal(x, offset=0, axis1=0, axis2=1):
    return call(picking.diagonal, x, offset=offset, axes=(axis1, axis2))


def delete(x, place, axis):
    kept = [i for i in range(x.shape[axis]) if i != place % x.shape[axis]]
    return x.take(np.array(kept, dtype=np.int64), axis)


def windows(x, size, axis):
    return call(picking.unfold, x, axis=axis, size=size, step=1)


def pinv(x, rcond=None, hermitian=False):
    return call(linalg.pinv, x, rcond=rcond, hermitian=hermitian)


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    return call(elementary.nan_to_num, x, nan=nan, posinf=posinf, neginf=neginf)


FUNCTIONS.update(
    real=lambda x: x.real,
    imag=lambda x: x.imag,
    angle=lambda x: call(complexes.angle, x),
    nan_to_num=nan_to_num,
    cumprod=lambda x, axis: call(running.cumprod, x, axis=axis),
    diagonal=diagonal,
    delete=delete,
    sliding_window_view=windows,
    inv=matrices(linalg.inv),
    solve=matrices(linalg.solve),
    det=matrices(linalg.det),
    slogdet=matrices(linalg.slogdet),
    cholesky=matrices(linalg.cholesky),
    eig=matrices(linalg.eig),
    eigh=lambda x, UPLO="L": call(linalg.eigh, x, uplo=UPLO),
    svd=lambda x, full_matrices=True: call(linalg.svd, x, full=full_matrices),
    qr=lambda x, mode="reduced": call(linalg.qr, x, mode=mode),
    pinv=pinv,
    fftn=transform(fft.fft),
    ifftn=transform(fft.fft, inverse=True),
    rfftn=transform(fft.rfft),
    irfftn=transform(fft.irfft),
)
