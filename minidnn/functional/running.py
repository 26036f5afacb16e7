"""Along a dimension, for tensors: running products and extremes, areas under curves, renorm."""

import numpy as np

from .. import ops
from ..dtypes import cast, floating
from ..tape import apply
from .arithmetic import add, div, mul, sub
from .compare import untaped
from .counting import whole
from .declare import method
from .index import gather, getitem, where
from .named import named
from .reduce import sum
from .shape import expand, reshape, wrapped
from .statistics import zero_index

__all__ = [
    "cummax", "cummin", "cumprod", "cumulative_trapezoid", "logcumsumexp", "renorm", "trapezoid",
    "trapz",
]


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
