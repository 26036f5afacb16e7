"""Largest, smallest and order, for tensors: max min argmax argmin sort topk."""

import numpy as np

from ..tape import Variable
from .arithmetic import maximum, minimum
from .compare import untaped
from .declare import method
from .index import gather, getitem
from .named import named
from .reduce import amax, amin
from .shape import squeeze

__all__ = ["argmax", "argmin", "argsort", "max", "min", "sort", "topk"]


@method
def max(x, dim=None, keepdim=False):
    """The largest x; with a dim (values, indices); with another tensor `maximum`."""
    return extreme(x, dim, keepdim, amax, maximum, argmax)


@method
def min(x, dim=None, keepdim=False):
    """The smallest x; with a dim (values, indices); with another tensor `minimum`."""
    return extreme(x, dim, keepdim, amin, minimum, argmin)


def extreme(x, dim, keepdim, overall, pairwise, place):
    """The three meanings of max and min."""
    if dim is None:
        return overall(x)
    if isinstance(dim, Variable):
        return pairwise(x, dim)
    indices = place(x, dim, keepdim=True)
    values = gather(x, dim, indices)
    if not keepdim and x.ndim:
        values, indices = squeeze(values, dim), squeeze(indices, dim)
    return named(overall.__name__[1:], values=values, indices=indices)


@method
def argmax(x, dim=None, keepdim=False):
    """The index of the (first) largest x."""
    return untaped(np.argmax, x, axis=dim, keepdims=keepdim)


@method
def argmin(x, dim=None, keepdim=False):
    """The index of the (first) smallest x."""
    return untaped(np.argmin, x, axis=dim, keepdims=keepdim)


@method
def argsort(x, dim=-1, descending=False, *, stable=True):
    """The indices that sort x; equal elements keep their order."""

    def argsort(x, *, dim, descending):
        if not x.ndim:
            return np.zeros_like(x, dtype=np.int64)
        if not descending:
            return np.argsort(x, axis=dim, kind="stable")
        return x.shape[dim] - 1 - np.flip(np.argsort(np.flip(x, dim), dim, kind="stable"), dim)

    return untaped(argsort, x, dim=dim, descending=descending)


@method
def sort(x, dim=-1, descending=False, *, stable=True):
    """(values, indices) in rising or falling order; equal elements always keep their order."""
    indices = argsort(x, dim, descending)
    return named("sort", values=gather(x, dim, indices), indices=indices)


@method
def topk(x, k, dim=-1, largest=True, sorted=True):
    """(values, indices) of the k largest or smallest."""
    if not x.ndim:
        return named("topk", values=x, indices=argsort(x))
    if not 0 <= k <= x.shape[dim]:
        raise ValueError(
            f"topk: k must lie in [0, {x.shape[dim]}] for shape {tuple(x.shape)}; got {k}"
        )
    order = argsort(x, dim, descending=largest)
    indices = getitem(order, (slice(None),) * (dim % x.ndim) + (slice(k),))
    return named("topk", values=gather(x, dim, indices), indices=indices)
