"""Reductions over dimensions, for tensors: dim is None (all), an int or several."""

import math

from .. import ops
from ..dtypes import cast, floating, int64
from ..tape import Variable, apply
from .declare import method

__all__ = ["amax", "amin", "cumsum", "logsumexp", "mean", "norm", "prod", "std", "sum", "var"]


@method
def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Σ x; integers and booleans add up to int64."""
    input = input if dtype is None else cast(input, dtype)
    if isinstance(input, Variable) and input.array.dtype.kind in "bu":
        input = cast(input, int64)
    return apply(ops.sum, input, axis=axis_of(dim, input), keepdims=keepdim)


@method
def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Σ x / n."""
    input = input if dtype is None else cast(input, dtype)
    if isinstance(input, Variable) and input.array.dtype.kind not in "fc":
        raise TypeError(f"mean: expected a floating tensor; got {input.array.dtype}: use x.float()")
    return apply(ops.mean, input, axis=axis_of(dim, input), keepdims=keepdim)


@method
def var(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """Σ (x - mean)² / (n - 1), or / n with unbiased=False."""
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    correction = int(unbiased) if correction is None else correction
    if input.dtype.kind == "c":  # the variance of both parts together
        parts = (
            var(part, dim, keepdim=keepdim, correction=correction)
            for part in (input.real, input.imag)
        )
        return next(parts) + next(parts)
    return apply(ops.var, input, axis=axis_of(dim, input), correction=correction, keepdims=keepdim)


@method
def std(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """√var."""
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    correction = int(unbiased) if correction is None else correction
    if input.dtype.kind == "c":
        return var(input, dim, keepdim=keepdim, correction=correction).sqrt()
    return apply(ops.std, input, axis=axis_of(dim, input), correction=correction, keepdims=keepdim)


@method
def prod(input, dim=None, keepdim=False, *, dtype=None):
    """Π x; integers and booleans multiply to int64."""
    input = input if dtype is None else cast(input, dtype)
    if dtype is None and isinstance(input, Variable) and input.array.dtype.kind in "biu":
        input = cast(input, int64)
    return apply(ops.prod, input, axis=axis_of(dim, input), keepdims=keepdim)


@method
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    """(Σ |x|^p)^(1/p); p = ±inf: the extreme |x|, "fro" means 2, "nuc" Σ of singular values."""
    input = input if dtype is None else cast(input, dtype)
    if p == "nuc":
        from .linalg import matrix_norm

        return matrix_norm(input, "nuc", (-2, -1) if dim is None else dim, keepdim)
    p = 2.0 if p in ("fro", None) else float(p)
    if not p > 0 or input.dtype.kind == "c":
        return apply(ops.vector_norm, input, p=p, axis=axis_of(dim, input), keepdims=keepdim)
    return apply(ops.norm, input, p=p, axis=axis_of(dim, input), keepdims=keepdim)


@method
def amax(input, dim=None, keepdim=False):
    """The largest x; equal ones share the gradient."""
    return apply(ops.amax, input, axis=axis_of(dim, input), keepdims=keepdim)


@method
def amin(input, dim=None, keepdim=False):
    """The smallest x; equal ones share the gradient."""
    return apply(ops.amin, input, axis=axis_of(dim, input), keepdims=keepdim)


@method
def cumsum(input, dim, *, dtype=None):
    """x_0 + … + x_i along a dimension; integers and booleans add up to int64."""
    input = input if dtype is None else cast(input, dtype)
    if dtype is None and isinstance(input, Variable) and input.array.dtype.kind in "biu":
        input = cast(input, int64)
    return apply(ops.cumsum, input, axis=dim) if input.ndim else apply(ops.copy, input)


@method
def logsumexp(input, dim, keepdim=False):
    """ln Σ eˣ over dimensions."""
    if input.dtype.kind == "c":
        top = amax(input.real, dim, True).detach()
        top = top.masked_fill(top.abs() == math.inf, 0.0)
        y = (input - top).exp().sum(dim, True).log() + top
        return y if keepdim else y.sum(dim)
    return apply(ops.logsumexp, floating(input), axis=axis_of(dim, input), keepdims=keepdim)


def axis_of(dim, x=None):
    """NumPy's axis for PyTorch's dim: None, an int, a tuple; of a number x any stands for None."""
    if x is not None and not x.ndim:
        return None
    if isinstance(dim, tuple | list):
        return tuple(dim) or None  # no dimension named means all, as in PyTorch
    return dim
