"""Counting and statistics, for tensors: median quantile unique histc cov var_mean …"""

import math

import numpy as np

from .. import backend, ops
from ..dtypes import cast, floating, int64
from ..tape import Variable, apply
from .arithmetic import add, div, mul, sub
from .compare import isnan, untaped
from .declare import method
from .index import gather, getitem, raw, where
from .named import named
from .order import sort
from .products import matmul
from .reduce import amax, amin, axis_of, mean, std, sum, var
from .shape import expand, movedim, reshape, squeeze, transpose, unsqueeze, wrapped

__all__ = [
    "allclose", "aminmax", "bincount", "bucketize", "corrcoef", "count_nonzero", "cov", "cummax",
    "cummin", "cumprod", "cumulative_trapezoid", "equal", "histc", "histogram", "histogramdd",
    "isclose", "kthvalue", "logcumsumexp", "median", "mode", "msort", "nanmean", "nanmedian",
    "nanquantile", "nansum", "quantile", "renorm", "searchsorted", "std_mean", "trapezoid",
    "trapz", "unique", "unique_consecutive", "var_mean",
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


# Running


@method
def cumprod(input, dim, *, dtype=None):
    """x_0·…·x_i along a dimension."""
    input = whole(input) if dtype is None else cast(input, dtype)
    return apply(ops.cumprod, input, axis=dim) if input.ndim else input


@method
def logcumsumexp(input, dim):
    """ln Σ_{j≤i} eˣ along a dimension."""
    return apply(ops.logcumsumexp, floating(input), axis=dim) if input.ndim else input


@method
def cummax(input, dim):
    """(values, indices) of the largest x so far along a dimension."""
    return running("cummax", input, dim, lambda new, best: new >= best)


@method
def cummin(input, dim):
    """(values, indices) of the smallest x so far along a dimension."""
    return running("cummin", input, dim, lambda new, best: new <= best)


def running(name, x, dim, better):
    """cummax and cummin: the last of equal ones counts, and NaN wins."""
    if not x.ndim:
        return named(name, values=x, indices=zero_index(x))

    def places(x):
        rows = np.moveaxis(x, dim, 0)
        index = np.zeros_like(rows, dtype=np.int64)
        best, at = rows[:1], index[:1]
        for i in range(1, rows.shape[0]):
            new = rows[i : i + 1]
            wins = better(new, best) & (best == best) | (new != new)
            best, at = np.where(wins, new, best), np.where(wins, i, at)
            index[i : i + 1] = at
        return np.moveaxis(index, 0, dim)

    indices = untaped(places, x)
    return named(name, values=gather(x, dim, indices), indices=indices)


@method
def renorm(input, p, dim, maxnorm):
    """x with every slice along a dimension scaled down to a p-norm of at most maxnorm."""
    dim = wrapped("renorm", dim, input.ndim)
    others = tuple(d for d in range(input.ndim) if d != dim)
    size = input.norm(p, others, keepdim=True)
    scale = where(size > maxnorm, div(maxnorm, size + 1e-7), 1.0)
    return mul(input, scale)


def trapezoid(y, x=None, *, dx=None, dim=-1):
    """The area under y: each two neighbours' mean times their distance."""
    return sum(areas(y, x, dx, dim), dim)


trapz = trapezoid


def cumulative_trapezoid(y, x=None, *, dx=None, dim=-1):
    """The area under y so far."""
    return areas(y, x, dx, dim).cumsum(dim)


def areas(y, x, dx, dim):
    """The areas between neighbours."""
    before = (slice(None),) * (dim % y.ndim)
    pair = lambda a: [getitem(a, (*before, s)) for s in (slice(1, None), slice(None, -1))]
    high, low = pair(y)
    if x is None:
        return mul(add(high, low), (1.0 if dx is None else dx) / 2)
    if x.ndim == 1:
        width = reshape(x[1:] - x[:-1], (-1, *[1] * (y.ndim - dim % y.ndim - 1)))
    else:
        x = x if x.ndim == y.ndim else expand(x, y.shape)
        right, left = pair(x)
        width = sub(right, left)
    return div(mul(add(high, low), width), 2.0)


# Counting


def whole(x):
    """Integers and booleans as int64."""
    return cast(x, int64) if x.dtype.kind in "biu" else x


@method
def bincount(input, weights=None, minlength=0):
    """How often each number 0, 1, 2, … occurs; with weights the sum of theirs."""
    array = raw(input)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise RuntimeError(
            f"bincount: expected a row of integers; got {tuple(array.shape)} {array.dtype}"
        )
    if array.size and array.min() < 0:
        raise RuntimeError("bincount: the numbers must not be negative")
    if weights is None:
        return input.result(np.bincount(array, minlength=minlength))
    if raw(weights).shape != array.shape:
        raise RuntimeError("bincount: input and weights must be equally long")
    counts = np.bincount(array, raw(weights), minlength)
    return input.result(counts.astype(np.float32) if weights.dtype == np.float32 else counts)


@method
def histc(input, bins=100, min=0, max=0):
    """How many x lie in each of the equal bins from min to max; those outside do not count."""
    array, low, high = raw(input), float(min), float(max)
    if array.dtype.kind != "f":
        raise RuntimeError(f"histc: expected a floating tensor; got {array.dtype}")
    if low == high and array.size:
        low, high = float(array.min()), float(array.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"histc: range of [{low}, {high}] is not finite")
    if low > high:
        raise RuntimeError(f"histc: max must be larger than min; got {high} and {low}")
    array = array.reshape(-1)
    inside = array[(array >= low) & (array <= high)]
    at = ((inside - low) / (high - low) * bins).astype(np.int64)
    counts = np.bincount(np.minimum(at, bins - 1), minlength=bins)
    return input.result(counts.astype(array.dtype))


@method
def histogram(input, bins, *, range=None, weight=None, density=False):
    """(hist, bin_edges): how many x, or the sum of their weights, lie in each bin."""
    array = raw(input).reshape(-1)
    edges = raw(bins) if hasattr(bins, "dtype") else None
    weights = None if weight is None else raw(weight).reshape(-1)
    if edges is None:
        low, high = range if range is not None else (
            (array.min(), array.max()) if array.size else (0.0, 1.0)
        )
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = np.linspace(low, high, bins + 1).astype(array.dtype)
    hist, _ = np.histogram(array, edges, weights=weights, density=False)
    hist = hist.astype(array.dtype)
    if density:
        hist = hist / (hist.sum() * np.diff(edges))
    return named(
        "histogram", hist=input.result(hist.astype(array.dtype)), bin_edges=input.result(edges)
    )


def histogramdd(input, bins, *, range=None, weight=None, density=False):
    """(hist, bin_edges) of points (N, D) in bins along every one of D dimensions."""
    points = raw(input).reshape(-1, input.shape[-1])
    dims = points.shape[1]
    if isinstance(bins, int):
        bins = [bins] * dims
    bins = [raw(b) for b in bins]
    limits = None if range is None else np.reshape(range, (dims, 2))
    if limits is None and all(isinstance(b, int) for b in bins):
        limits = np.array([(p.min(), p.max()) if len(p) else (0, 1) for p in points.T])
        limits = [(a - 0.5, b + 0.5) if a == b else (a, b) for a, b in limits]
    weights = None if weight is None else raw(weight).reshape(-1)
    hist, edges = np.histogramdd(points, bins, limits, weights=weights, density=density)
    kind = points.dtype
    return named(
        "histogramdd",
        hist=input.result(hist.astype(kind)),
        bin_edges=tuple(input.result(e.astype(kind)) for e in edges),
    )


def searchsorted(
    sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None
):
    """The places where x would stand in a sorted row (or rows): the first, or right: the last."""
    if side not in (None, "left", "right"):
        raise RuntimeError(f"searchsorted: side must be 'left' or 'right'; got {side!r}")
    rows, x = raw(sorted_sequence), raw(input)
    side = side or ("right" if right else "left")
    if sorter is not None:
        rows = np.take_along_axis(rows, raw(sorter), -1)
    if rows.ndim == 1:
        y = np.searchsorted(rows, x, side=side)
    else:
        if rows.shape[:-1] != np.shape(x)[:-1]:
            raise RuntimeError(
                f"searchsorted: the rows {tuple(rows.shape)} and the values {np.shape(x)} must "
                f"agree in "
                "all but the last dimension"
            )
        count = math.prod(rows.shape[:-1])
        flat, values = (a.reshape(count, a.shape[-1]) for a in (rows, x))
        found = [np.searchsorted(r, v, side=side) for r, v in zip(flat, values)]
        y = np.stack(found).reshape(x.shape) if found and x.size else np.zeros_like(x, np.int64)
    y = np.asarray(y) if isinstance(y, np.generic) else y
    y = y.astype(np.int32 if out_int32 else np.int64)
    return sorted_sequence.result(y)


def bucketize(input, boundaries, *, out_int32=False, right=False):
    """The bucket between boundaries that each x falls into."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


@method
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The different elements, or slices along dim; with their places and counts if wanted."""
    y, inverse, counts = np.unique(
        raw(input), return_inverse=True, return_counts=True, axis=dim
    )
    shape = tuple(input.shape) if dim is None else (-1,)
    return chosen(input, y, inverse.reshape(shape), counts, return_inverse, return_counts)


@method
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """`unique`, but only neighbours that are equal become one."""
    x = raw(input)
    rows = x.reshape(-1) if dim is None else np.moveaxis(x, dim, 0)
    n = rows.shape[0]
    new = np.ones_like(rows, shape=(n,), dtype=bool)
    if n > 1:
        new[1:] = np.any((rows[1:] != rows[:-1]).reshape(n - 1, -1), axis=1)
    starts = np.nonzero(new)[0]
    inverse = np.cumsum(new) - 1
    counts = np.diff(np.concatenate([starts, np.full_like(starts, n, shape=(1,))]))
    y = rows[new] if dim is None else np.moveaxis(rows[new], 0, dim)
    shape = tuple(input.shape) if dim is None else (-1,)
    return chosen(input, y, inverse.reshape(shape), counts, return_inverse, return_counts)


def chosen(x, y, inverse, counts, return_inverse, return_counts):
    """The parts of unique's result that were asked for."""
    parts = [y] + [inverse] * return_inverse + [counts] * return_counts
    results = tuple(x.result(part) for part in parts)
    return results if len(results) > 1 else results[0]


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
