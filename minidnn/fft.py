"""PyTorch's `torch.fft`: Fourier transforms with gradients, on NumPy's and CuPy's own."""

import numpy as np

from . import dtypes
from .dtypes import cast
from .functional import roll
from .ops import fft as ops
from .tape import apply
from .tensor.creation import finished

__all__ = [
    "fft", "fft2", "fftfreq", "fftn", "fftshift", "hfft", "hfft2", "hfftn", "ifft", "ifft2",
    "ifftn", "ifftshift", "ihfft", "ihfft2", "ihfftn", "irfft", "irfft2", "irfftn", "rfft",
    "rfft2", "rfftfreq", "rfftn",
]


def transform(name, op, x, s, dim, norm, *, inverse=False, kind, half=False):
    """One of the transforms: kind "c" takes any numbers, "f" real ones."""
    if norm not in (None, "backward", "forward", "ortho"):
        raise RuntimeError(f"{name}: norm must be backward, forward or ortho; got {norm!r}")
    if x.dtype.kind in "biu":
        x = cast(x, dtypes.get_default_dtype())
    if kind == "f" and x.dtype.kind == "c":
        raise RuntimeError(f"{name}: expected real numbers; got {x.dtype}")
    if dim is None:
        dim = range(x.ndim) if s is None else range(x.ndim - len(s), x.ndim)
    axes = [d % x.ndim for d in dim if -x.ndim <= d < x.ndim]
    if len(axes) != len(dim) or len(set(axes)) != len(axes):
        raise RuntimeError(f"{name}: dim must name different dimensions; got {tuple(dim)}")
    sizes = [x.shape[a] for a in axes]
    if half and axes:
        sizes[-1] = 2 * (sizes[-1] - 1)
    for i, n in enumerate(s or ()):
        if n != -1:
            sizes[i] = int(n)
    if min(sizes, default=1) < 1:
        raise RuntimeError(f"{name}: the lengths must be positive; got {sizes}")
    if not axes:
        return cast(x, np.result_type(x.dtype, np.complex64))
    options = {"norm": norm or "backward", "inverse": inverse}
    return apply(op, x, axes=tuple(axes), sizes=tuple(sizes), **options)


def one(name, op, doc, **fixed):
    """The transform along one dimension."""

    def function(input, n=None, dim=-1, norm=None):
        return transform(name, op, input, None if n is None else (n,), (dim,), norm, **fixed)

    function.__name__, function.__doc__ = name, f"{doc}, along one dimension."
    return function


def two(name, op, doc, **fixed):
    """The transform along two dimensions."""

    def function(input, s=None, dim=(-2, -1), norm=None):
        dims = (dim,) if isinstance(dim, int) else dim
        return transform(name, op, input, s, dims, norm, **fixed)

    function.__name__, function.__doc__ = name, f"{doc}, along two dimensions."
    return function


def several(name, op, doc, **fixed):
    """The transform along any dimensions."""

    def function(input, s=None, dim=None, norm=None):
        dims = (dim,) if isinstance(dim, int) else dim
        sizes = (s,) if isinstance(s, int) else s
        return transform(name, op, input, sizes, dims, norm, **fixed)

    function.__name__, function.__doc__ = name, f"{doc}, along some or all dimensions."
    return function


def family(name, op, doc, **fixed):
    """The three functions of one transform."""
    names = f"{name}", f"{name}2", f"{name}n"
    return [make(n, op, doc, **fixed) for make, n in zip((one, two, several), names)]


fft, fft2, fftn = family("fft", ops.fft, "Fourier's transform", kind="c")
ifft, ifft2, ifftn = family("ifft", ops.fft, "The inverse of fft", kind="c", inverse=True)
rfft, rfft2, rfftn = family("rfft", ops.rfft, "The transform of real numbers", kind="f")
irfft, irfft2, irfftn = family("irfft", ops.irfft, "The inverse of rfft", kind="c", half=True)
ihfft, ihfft2, ihfftn = family("ihfft", ops.rfft, "The inverse of hfft", kind="f", inverse=True)
hfft, hfft2, hfftn = family(
    "hfft", ops.irfft, "The transform of numbers with a conjugate half", kind="c", half=True,
    inverse=True,
)


def fftfreq(n, d=1.0, *, dtype=None, layout=None, device=None, requires_grad=False):
    """The frequencies of fft's result, for a distance d between the samples."""
    numbers = np.fft.fftfreq(n, d)
    return finished(numbers, dtype or dtypes.get_default_dtype(), device, requires_grad)


def rfftfreq(n, d=1.0, *, dtype=None, layout=None, device=None, requires_grad=False):
    """The frequencies of rfft's result."""
    numbers = np.fft.rfftfreq(n, d)
    return finished(numbers, dtype or dtypes.get_default_dtype(), device, requires_grad)


def fftshift(input, dim=None):
    """The frequencies from the most negative to the largest."""
    dims = list(range(input.ndim)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    return roll(input, [input.shape[d] // 2 for d in dims], dims)


def ifftshift(input, dim=None):
    """The inverse of fftshift."""
    dims = list(range(input.ndim)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    return roll(input, [-(input.shape[d] // 2) for d in dims], dims)
