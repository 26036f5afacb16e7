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
    return apply(ops.sum, x, axis=axis_of(dim, x), keepdims=keepdim)


@method
def mean(x, dim=None, keepdim=False, *, dtype=None):
    """Σ x / n."""
    x = x if dtype is None else cast(x, dtype)
    if isinstance(x, Variable) and x.array.dtype.kind != "f":
        raise TypeError(f"mean: expected a floating tensor; got {x.array.dtype}: use x.float()")
    return apply(ops.mean, x, axis=axis_of(dim, x), keepdims=keepdim)


@method
def var(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """Σ (x - mean)² / (n - 1), or / n with unbiased=False."""
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    correction = int(unbiased) if correction is None else correction
    return apply(ops.var, x, axis=axis_of(dim, x), correction=correction, keepdims=keepdim)


@method
def std(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """√var."""
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    correction = int(unbiased) if correction is None else correction
    return apply(ops.std, x, axis=axis_of(dim, x), correction=correction, keepdims=keepdim)


@method
def prod(x, dim=None, keepdim=False, *, dtype=None):
    """Π x; integers and booleans multiply to int64."""
    x = x if dtype is None else cast(x, dtype)
    if dtype is None and isinstance(x, Variable) and x.array.dtype.kind in "biu":
        x = cast(x, int64)
    return apply(ops.prod, x, axis=axis_of(dim, x), keepdims=keepdim)


@method
def norm(x, p="fro", dim=None, keepdim=False, dtype=None):
    """(Σ |x|^p)^(1/p); p = ±inf: the extreme |x|, "fro" means 2, "nuc" Σ of singular values."""
    x = x if dtype is None else cast(x, dtype)
    if p == "nuc":
        from .linalg import matrix_norm

        return matrix_norm(x, "nuc", (-2, -1) if dim is None else dim, keepdim)
    p = 2.0 if p in ("fro", None) else float(p)
    if not p > 0 or x.dtype.kind == "c":
        return apply(ops.vector_norm, x, p=p, axis=axis_of(dim, x), keepdims=keepdim)
    return apply(ops.norm, x, p=p, axis=axis_of(dim, x), keepdims=keepdim)


@method
def amax(x, dim=None, keepdim=False):
    """The largest x; equal ones share the gradient."""
    return apply(ops.amax, x, axis=axis_of(dim, x), keepdims=keepdim)


@method
def amin(x, dim=None, keepdim=False):
    """The smallest x; equal ones share the gradient."""
    return apply(ops.amin, x, axis=axis_of(dim, x), keepdims=keepdim)


@method
def cumsum(x, dim, *, dtype=None):
    """x_0 + … + x_i along a dimension; integers and booleans add up to int64."""
    x = x if dtype is None else cast(x, dtype)
    if dtype is None and isinstance(x, Variable) and x.array.dtype.kind in "biu":
        x = cast(x, int64)
    return apply(ops.cumsum, x, axis=dim) if x.ndim else apply(ops.copy, x)


@method
def logsumexp(x, dim, keepdim=False):
    """ln Σ eˣ over dimensions."""
    return apply(ops.logsumexp, floating(x), axis=axis_of(dim, x), keepdims=keepdim)


def axis_of(dim, x=None):
    """NumPy's axis for PyTorch's dim: None, an int, a tuple; of a number x any stands for None."""
    if x is not None and not x.ndim:
        return None
    if isinstance(dim, tuple | list):
        return tuple(dim) or None  # no dimension named means all, as in PyTorch
    return dim
