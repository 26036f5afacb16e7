"""Reductions over dimensions, for tensors: dim is None (all), an int or several."""

from .. import ops
from ..dtypes import cast, floating, int64
from ..tape import Variable, apply
from .declare import method

__all__ = ["amax", "amin", "cumsum", "logsumexp", "mean", "norm", "prod", "std", "sum", "var"]


@method
def sum(x, dim=None, keepdim=False, *, dtype=None):
    """Σ x; integers and booleans add up to int64."""
    x = x if dtype is None else cast(x, dtype)
    if isinstance(x, Variable) and x.array.dtype.kind in "bu":
        x = cast(x, int64)
    return apply(ops.sum, x, axis=axis_of(dim), keepdims=keepdim)


@method
def mean(x, dim=None, keepdim=False, *, dtype=None):
    """Σ x / n."""
    x = x if dtype is None else cast(x, dtype)
    if isinstance(x, Variable) and x.array.dtype.kind != "f":
        raise TypeError(f"mean: expected a floating tensor; got {x.array.dtype}: use x.float()")
    return apply(ops.mean, x, axis=axis_of(dim), keepdims=keepdim)


@method
def var(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """Σ (x - mean)² / (n - 1), or / n with unbiased=False."""
    correction = int(unbiased) if correction is None else correction
    return apply(ops.var, x, axis=axis_of(dim), correction=correction, keepdims=keepdim)


@method
def std(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """√var."""
    correction = int(unbiased) if correction is None else correction
    return apply(ops.std, x, axis=axis_of(dim), correction=correction, keepdims=keepdim)


@method
def prod(x, dim=None, keepdim=False):
    """Π x."""
    return apply(ops.prod, x, axis=dim, keepdims=keepdim)


@method
def norm(x, p=2, dim=None, keepdim=False):
    """(Σ |x|^p)^(1/p); p = inf gives the largest |x|, "fro" means 2."""
    p = 2.0 if p == "fro" else float(p)
    if not p > 0:
        raise ValueError(f"norm: expected p > 0, inf or 'fro'; got {p}")
    return apply(ops.norm, x, p=p, axis=axis_of(dim), keepdims=keepdim)


@method
def amax(x, dim=None, keepdim=False):
    """The largest x; equal ones share the gradient."""
    return apply(ops.amax, x, axis=axis_of(dim), keepdims=keepdim)


@method
def amin(x, dim=None, keepdim=False):
    """The smallest x; equal ones share the gradient."""
    return apply(ops.amin, x, axis=axis_of(dim), keepdims=keepdim)


@method
def cumsum(x, dim):
    """x_0 + … + x_i along a dimension."""
    return apply(ops.cumsum, x, axis=dim)


@method
def logsumexp(x, dim, keepdim=False):
    """ln Σ eˣ over dimensions."""
    return apply(ops.logsumexp, floating(x), axis=axis_of(dim), keepdims=keepdim)


def axis_of(dim):
    """NumPy's axis for PyTorch's dim: None, an int, a tuple."""
    if isinstance(dim, tuple | list):
        return tuple(dim) or None  # no dimension named means all, as in PyTorch
    return dim
