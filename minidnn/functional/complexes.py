"""Complex numbers, for tensors: real imag conj angle polar view_as_real and their kin."""

import numpy as np

from ..dtypes import floating
from ..ops import complex as ops
from ..tape import apply
from ..views import view
from .arithmetic import clone
from .declare import method

__all__ = [
    "angle", "complex", "conj", "conj_physical", "imag", "is_complex", "is_conj", "is_neg",
    "polar", "real", "resolve_conj", "resolve_neg", "view_as_complex", "view_as_complex_copy",
    "view_as_real", "view_as_real_copy",
]


def complex(real, imag):
    """real + i·imag."""
    if real.dtype != imag.dtype or real.dtype.kind != "f":
        raise RuntimeError(
            f"complex: both parts must be of one floating type; got {real.dtype} and {imag.dtype}"
        )
    return apply(ops.complex, real, imag)


def polar(abs, angle):
    """abs·(cos angle + i·sin angle)."""
    if abs.dtype != angle.dtype or abs.dtype.kind != "f":
        raise RuntimeError(
            f"polar: both parts must be of one floating type; got {abs.dtype} and {angle.dtype}"
        )
    return apply(ops.polar, abs, angle)


def real(input):
    """The real part, in the same memory; a real tensor itself."""
    return view(ops.real, input) if input.dtype.kind == "c" else input


def imag(input):
    """The imaginary part, in the same memory."""
    if input.dtype.kind != "c":
        raise RuntimeError(f"imag: expected a complex tensor; got {input.dtype}")
    return view(ops.imag, input)


@method
def conj(input):
    """real(x) - i·imag(x); a real tensor itself."""
    return apply(ops.conj, input) if input.dtype.kind == "c" else input


@method
def conj_physical(input):
    """`conj` in memory of its own."""
    return conj(input) if input.dtype.kind == "c" else clone(input)


@method
def angle(input):
    """The angle of a complex number; of a real one 0 or π."""
    return apply(ops.angle, floating(input))


@method
def resolve_conj(input):
    """x itself: a conjugate is always computed at once here."""
    return input


@method
def resolve_neg(input):
    """x itself: a negative is always computed at once here."""
    return input


@method
def is_complex(input) -> bool:
    """Whether the dtype is complex."""
    return input.dtype.kind == "c"


@method
def is_conj(input) -> bool:
    """Whether a conjugate is still to be computed: never here."""
    return False


@method
def is_neg(input) -> bool:
    """Whether a negative is still to be computed: never here."""
    return False


def view_as_real(input):
    """The real and imaginary parts as a last dimension of length 2, in the same memory."""
    if input.dtype.kind != "c":
        raise RuntimeError(f"view_as_real: expected a complex tensor; got {input.dtype}")
    return view(ops.view_as_real, input)


def view_as_complex(input):
    """The last dimension of length 2 as complex numbers, in the same memory."""
    if input.dtype not in (np.float32, np.float64) or not input.ndim or input.shape[-1] != 2:
        raise RuntimeError(
            "view_as_complex: expected float32 or float64 with a last dimension of length 2; got "
            f"{input.dtype} {tuple(input.shape)}"
        )
    return view(ops.view_as_complex, input)


def view_as_real_copy(input):
    """`view_as_real` in memory of its own."""
    return clone(view_as_real(input))


def view_as_complex_copy(input):
    """`view_as_complex` in memory of its own."""
    return clone(view_as_complex(input))
