"""Complex numbers: real imag conj angle sgn, and made of two real numbers.

The gradient of a complex number z = a + ib is dL/da + i·dL/db, as in PyTorch. So a rule that is
written for real numbers holds for complex ones with its slope conjugated, which the tape does; ops
that treat a and b apart say their rule themselves and are marked `wirtinger`.
"""

import numpy as np

from .broadcast import shape_of, sum_to


def complex(real, imag):
    """z = real + i·imag."""
    rs, is_ = shape_of(real), shape_of(imag)
    return (
        real + 1j * imag,
        lambda dz: sum_to(dz.real, rs),
        lambda dz: sum_to(dz.imag, is_),
    )


def polar(size, angle):
    """z = size·(cos angle + i·sin angle)."""
    shapes = shape_of(size), shape_of(angle)
    turn = np.cos(angle) + 1j * np.sin(angle)
    return (
        size * turn,
        lambda dz: sum_to((dz * turn.conj()).real, shapes[0]),
        lambda dz: sum_to((dz * (1j * size * turn).conj()).real, shapes[1]),
    )


def real(x):
    """y = the real part; shares memory."""
    return x.real, lambda dy: dy + 0j * dy


def imag(x):
    """y = the imaginary part; shares memory."""
    return x.imag, lambda dy: 1j * dy


def conj(x):
    """y = real(x) - i·imag(x)."""
    return x.conj(), lambda dy: dy.conj()


def absolute(x):
    """y = |x|; the slope at 0 is taken as 0."""
    return np.abs(x), lambda dy: dy * sign(x)


def angle(x):
    """y = the angle of x; of a real number 0 or π, without a slope."""
    if x.dtype.kind != "c":
        y = np.where(x < 0, np.full_like(x, np.pi), np.where(x == x, np.zeros_like(x), x))
        return y, lambda dy: np.zeros_like(dy)
    y = np.angle(x)

    def dx(dy):
        size = (x * x.conj()).real
        safe = np.where(size == 0, np.ones_like(size), size)
        return np.where(size == 0, 0j * dy, dy * (1j * x) / safe)

    return y, dx


def sgn(x):
    """y = x/|x|, 0 at 0."""
    y, size = sign(x), np.abs(x)

    def dx(dy):
        safe = np.where(size == 0, np.ones_like(size), size)
        return np.where(size == 0, 0 * dy, (dy - (dy * y.conj()).real * y) / safe)

    return y, dx


def view_as_real(x):
    """y = the real and imaginary parts as a last axis of length 2; shares memory."""
    y = x[..., None].view(x.real.dtype) if x.ndim else x.reshape(1).view(x.real.dtype)
    return y, lambda dy: dy[..., 0] + 1j * dy[..., 1]


def view_as_complex(x):
    """y = the last axis of length 2 as complex numbers; shares memory."""
    kind = np.result_type(x.dtype, np.complex64)
    y = x.view(kind)[..., 0] if x.flags.c_contiguous else x[..., 0] + 1j * x[..., 1]
    return y, lambda dy: np.stack([dy.real, dy.imag], axis=-1)


def sign(x):
    """x/|x|, 0 at 0."""
    size = np.abs(x)
    safe = np.where(size == 0, np.ones_like(size), size)
    return np.where(size == 0, np.zeros_like(x), x / safe)


for op in (complex, polar, real, imag, conj, absolute, angle, sgn, view_as_real, view_as_complex):
    op.wirtinger = True
