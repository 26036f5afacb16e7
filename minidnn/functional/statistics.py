"""Statistics, for tensors: equal and close, order, medians, quantiles, covariance."""

import math

import numpy as np

from .. import backend
from ..dtypes import cast
from ..tape import Variable
from .arithmetic import add, div, mul, sub
from .compare import isnan, untaped
from .declare import method
from .index import gather, raw, where
from .named import named
from .order import sort
from .products import matmul
from .reduce import amax, amin, axis_of, mean, std, sum, var
from .shape import movedim, reshape, squeeze, transpose, unsqueeze

__all__ = [
    "allclose", "aminmax", "corrcoef", "count_nonzero", "cov", "equal", "isclose", "kthvalue",
    "median", "mode", "msort", "nanmean", "nanmedian", "nanquantile", "nansum", "quantile",
    "std_mean", "var_mean",
]


# Equal and close


@method
def equal(input, other):
    """Whether both have the same shape and elements."""
    x, y = raw(input), raw(other)
    return bool(tuple(x.shape) == tuple(y.shape) and (x == y).all())


@method
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Where |x - y| <= atol + rtol·|y|."""
    if input.dtype != other.dtype:
        raise RuntimeError(
            f"isclose: both tensors must be of one type; got {input.dtype} and {other.dtype}"
        )
    return untaped(np.isclose, input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@method
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |x - y| <= atol + rtol·|y| everywhere."""
    close = raw(isclose(input, other, rtol, atol, equal_nan))
    return bool(close.all())


# Several statistics at once


@method
def aminmax(input, *, dim=None, keepdim=False):
    """(min, max)."""
    return named("aminmax", min=amin(input, dim, keepdim), max=amax(input, dim, keepdim))


def var_mean(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """(variance, mean)."""
    return (
        var(input, dim, unbiased, keepdim, correction=correction),
        mean(input, own(dim), keepdim),
    )


def std_mean(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
    """(standard deviation, mean)."""
    return (
        std(input, dim, unbiased, keepdim, correction=correction),
        mean(input, own(dim), keepdim),
    )


def own(dim):
    """The dim of var(x, False), where a boolean in its place means `unbiased`."""
    return None if isinstance(dim, bool) else dim


@method
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    """Σ x without the NaN."""
    if input.dtype.kind in "fc":
        input = where(isnan(input), 0.0, input)
    return sum(input, dim, keepdim, dtype=dtype)


@method
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """The mean without the NaN."""
    input = input if dtype is None else cast(input, dtype)
    known = cast(~isnan(input), input.dtype)
    return div(nansum(input, dim, keepdim), sum(known, dim, keepdim))


@method
def count_nonzero(input, dim=None):
    """How many elements are not 0."""
    axis = axis_of(dim)
    return untaped(lambda x: np.sum(x != 0, axis=axis, dtype=np.int64), input)


# Order


def picked(name, x, dim, keepdim, order):
    """(values, indices) of x at one place of each row along dim."""
    indices = order
    values = gather(x, dim, indices)
    if not keepdim and x.ndim:
        values, indices = squeeze(values, dim), squeeze(indices, dim)
    return named(name, values=values, indices=indices)


@method
def kthvalue(input, k, dim=-1, keepdim=False):
    """(values, indices) of the k-th smallest along a dimension."""
    n = input.shape[dim] if input.ndim else 1
    if not 1 <= k <= n:
        raise RuntimeError(f"kthvalue: k must lie in [1, {n}]; got {k}")
    if not input.ndim:
        return named("kthvalue", values=input, indices=zero_index(input))
    order = untaped(lambda x: np.take(np.argsort(x, dim, kind="stable"), [k - 1], dim), input)
    return picked("kthvalue", input, dim, keepdim, order)


@method
def median(input, dim=None, keepdim=False):
    """The middle x, the lower of two; with a dim (values, indices)."""
    return middle("median", input, dim, keepdim, nan_first=True)


@method
def nanmedian(input, dim=None, keepdim=False):
    """The middle x without the NaN, the lower of two; with a dim (values, indices)."""
    return middle("nanmedian", input, dim, keepdim, nan_first=False)


def middle(name, x, dim, keepdim, nan_first):
    """median and nanmedian."""
    if dim is None:
        flat = reshape(x, -1)
        if not flat.shape[0]:
            return x.result(np.full_like(raw(x), math.nan, shape=()))
        return middle(name, flat, 0, False, nan_first).values
    if not x.ndim:
        return named(name, values=x, indices=zero_index(x))

    def place(x):
        order = np.argsort(x, dim, kind="stable")  # NaN comes last
        n = x.shape[dim]
        missing = np.sum(x != x, axis=dim, keepdims=True)
        k = np.maximum(n - missing - 1, 0) // 2 if not nan_first else np.where(
            missing > 0, n - missing, (n - 1) // 2
        )
        return np.take_along_axis(order, k, dim)

    return picked(name, x, dim, keepdim, untaped(place, x))


@method
def mode(input, dim=-1, keepdim=False):
    """(values, indices) of the most frequent x, the smallest of several, and its last place."""
    if not input.ndim:
        return named("mode", values=input, indices=zero_index(input))

    def place(x):
        x = np.moveaxis(x, dim, -1)
        order = np.argsort(x, -1, kind="stable")
        ordered = np.take_along_axis(x, order, -1)
        n = x.shape[-1]
        at = np.arange(n)
        first = np.concatenate(
            [np.ones_like(ordered[..., :1], bool), ordered[..., 1:] != ordered[..., :-1]], -1
        )
        start = np.maximum.accumulate(np.where(first, at, 0), -1)
        best = np.argmax(at - start + 1, -1)[..., None]
        return np.moveaxis(np.take_along_axis(order, best, -1), -1, dim)

    return picked("mode", input, dim, keepdim, untaped(place, input))


@method
def msort(input):
    """x sorted along its first dimension."""
    return sort(input, 0).values


@method
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """The value below which a share q of the x lies."""
    return shares("quantile", input, q, dim, keepdim, interpolation, False)


@method
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """`quantile` without the NaN."""
    return shares("nanquantile", input, q, dim, keepdim, interpolation, True)


def shares(name, x, q, dim, keepdim, interpolation, skip_nan):
    """quantile and nanquantile."""
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(f"{name}: unknown interpolation {interpolation!r}")
    q = q if isinstance(q, Variable) else x.result(np.asarray(q, dtype=x.dtype))
    if q.dtype != x.dtype:
        raise RuntimeError(f"{name}: q must be {x.dtype} like the tensor; got {q.dtype}")
    share = backend.to_host(q.array)
    if share.size and not (share.min() >= 0 and share.max() <= 1):
        raise RuntimeError(f"{name}: q must lie in [0, 1]; got {share.tolist()}")
    dims = x.ndim
    rows = reshape(x, -1) if dim is None else movedim(x, dim, -1) if dims else reshape(x, 1)
    ordered = sort(rows, -1).values
    array = raw(ordered)
    n = array.shape[-1]
    missing = np.sum(array != array, axis=-1, keepdims=True)
    last = n - missing - 1 if skip_nan else np.full_like(missing, n - 1)
    where_at = share.reshape(-1) * np.maximum(last, 0).astype(x.dtype)
    low, high = np.floor(where_at), np.ceil(where_at)
    last = x.result(np.maximum(last, 0).astype(x.dtype))
    weight = sub(mul(reshape(q, -1), last), x.result(low))
    if interpolation == "nearest":
        low = high = np.round(where_at)
    elif interpolation == "lower":
        high = low
    elif interpolation == "higher":
        low = high
    elif interpolation == "midpoint":
        weight = 0.5
    take = lambda at: gather(ordered, -1, x.result(at.astype(np.int64)))
    a = take(low)
    y = a if low is high else add(a, mul(sub(take(high), a), weight))
    if not skip_nan:
        y = where(x.result(np.broadcast_to(missing > 0, y.shape)), math.nan, y)
    y = movedim(y, -1, 0)
    if dim is None:
        y = reshape(y, (-1, *[1] * dims)) if keepdim else y
    elif keepdim and dims:
        y = unsqueeze(y, dim % dims + 1)
    return reshape(y, tuple(y.shape[1:])) if share.ndim == 0 else y


def zero_index(x):
    """The index 0 for a number."""
    return untaped(lambda x: np.zeros_like(x, dtype=np.int64), x)


# Together


@method
def cov(input, *, correction=1, fweights=None, aweights=None):
    """The covariances of variables (rows) over observations (columns)."""
    x = reshape(input, (1, -1)) if input.ndim < 2 else input
    n = x.shape[1]
    weights = fweights
    if aweights is not None:
        weights = aweights if fweights is None else mul(fweights, aweights)
    if weights is None:
        total, centre = n, mean(x, 1, True)
        factor = total - correction
    else:
        total = sum(weights)
        centre = div(sum(mul(x, weights), 1, True), total)
        spare = correction if aweights is None else div(
            mul(sum(mul(weights, aweights)), correction), total
        )
        factor = total - spare
    centred = sub(x, centre)
    weighted = centred if weights is None else mul(centred, weights)
    conjugated = transpose(centred, 0, 1)
    conjugated = conjugated.conj() if x.dtype.kind == "c" else conjugated
    factor = factor * (factor > 0) if isinstance(factor, int) else factor.clamp(min=0)
    y = div(matmul(weighted, conjugated), factor)
    return reshape(y, ()) if x.shape[0] == 1 else y


@method
def corrcoef(input):
    """The correlations of variables (rows) over observations (columns)."""
    c = cov(input)
    if not c.ndim:
        return div(c, c)
    scale = c.diagonal().sqrt()
    if c.dtype.kind == "c":
        scale = scale.real
    y = div(div(c, unsqueeze(scale, 1)), scale)
    return y if c.dtype.kind == "c" else y.clamp(-1, 1)
