"""Counting, for tensors: bins and histograms, places in sorted rows, what is unique."""

import math

import numpy as np

from ..dtypes import cast, int64
from .declare import method
from .index import raw
from .named import named

__all__ = [
    "bincount", "bucketize", "histc", "histogram", "histogramdd", "searchsorted", "unique",
    "unique_consecutive",
]


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
