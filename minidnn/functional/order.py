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
def max(input, dim=None, keepdim=False):
    """The largest x; with a dim (values, indices); with another tensor `maximum`."""
    return extreme(input, dim, keepdim, amax, maximum, argmax)


@method
def min(input, dim=None, keepdim=False):
    """The smallest x; with a dim (values, indices); with another tensor `minimum`."""
    return extreme(input, dim, keepdim, amin, minimum, argmin)


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
def argmax(input, dim=None, keepdim=False):
    """The index of the (first) largest x."""
    return untaped(np.argmax, input, axis=dim, keepdims=keepdim)


@method
def argmin(input, dim=None, keepdim=False):
    """The index of the (first) smallest x."""
    return untaped(np.argmin, input, axis=dim, keepdims=keepdim)


@method
def argsort(input, dim=-1, descending=False, *, stable=False):
    """The indices that sort x; equal elements keep their order."""

    def argsort(input, *, dim, descending):
        if not input.ndim:
            return np.zeros_like(input, dtype=np.int64)
        if not descending:
            return np.argsort(input, axis=dim, kind="stable")
        order = np.argsort(np.flip(input, dim), dim, kind="stable")
        return input.shape[dim] - 1 - np.flip(order, dim)

    return untaped(argsort, input, dim=dim, descending=descending)


@method
def sort(input, dim=-1, descending=False, *, stable=False):
    """(values, indices) in rising or falling order; equal elements always keep their order."""
    indices = argsort(input, dim, descending)
    return named("sort", values=gather(input, dim, indices), indices=indices)


@method
def topk(input, k, dim=-1, largest=True, sorted=True):
    """(values, indices) of the k largest or smallest."""
    if not input.ndim:
        return named("topk", values=input, indices=argsort(input))
    if not 0 <= k <= input.shape[dim]:
        raise ValueError(
            f"topk: k must lie in [0, {input.shape[dim]}] for shape {tuple(input.shape)}; got {k}"
        )
    order = argsort(input, dim, descending=largest)
    indices = getitem(order, (slice(None),) * (dim % input.ndim) + (slice(k),))
    return named("topk", values=gather(input, dim, indices), indices=indices)
