"""Rules for reductions and order: sum, mean, var, softmax, argmax, sort …"""

import math

import numpy as np

from .rules import rule
from .trace import ExportError, Length


def axes_of(x, axis):
    """The reduced axes as a list; None: all."""
    if axis is None:
        return list(range(x.ndim))
    return [a % x.ndim for a in (axis if isinstance(axis, tuple) else (axis,))]


def reduce(g, kind, x, axis, keepdims, like):
    """A node that reduces; from opset 18 on its axes are an input."""
    axes = g.constant(axes_of(like, axis), np.int64)
    return g.node(kind, x, axes, keepdims=int(keepdims), noop_with_empty_axes=int(like.ndim == 0))


def reduction(kind):
    """A rule of one node."""
    return lambda g, out, x, *, axis=None, keepdims=False: reduce(g, kind, x, axis, keepdims, x)


for name, kind in {
    "sum": "ReduceSum", "mean": "ReduceMean", "prod": "ReduceProd", "logsumexp": "ReduceLogSumExp",
    "amax": "ReduceMax", "amin": "ReduceMin",
}.items():  # fmt: skip
    rule(name)(reduction(kind))


def logical(kind):
    """all and any: booleans as numbers."""

    def write(g, out, x, *, axis=None, keepdims=False):
        numbers = g.cast(g.cast(x, bool), np.int32)
        return g.cast(reduce(g, kind, numbers, axis, keepdims, x), bool)

    return write


rule("all")(logical("ReduceMin"))
rule("any")(logical("ReduceMax"))


@rule("var")
def var(g, out, x, *, axis=None, correction=1, keepdims=False):
    axes = axes_of(x, axis)
    centred = g.node("Sub", x, reduce(g, "ReduceMean", x, axis, True, x))
    squares = g.node("Mul", centred, centred)
    if correction == 0:
        return reduce(g, "ReduceMean", squares, axis, keepdims, x)
    lengths = [x.shape[a] for a in axes]
    total = reduce(g, "ReduceSum", squares, axis, keepdims, x)
    if any(isinstance(n, Length) for n in lengths):
        count = g.node("ReduceProd", g.vector(lengths), keepdims=0)
        count = g.cast(g.node("Sub", count, g.constant(correction, np.int64)), out.dtype)
    else:
        count = g.number(float(math.prod(lengths) - correction), out.dtype)
    return g.node("Div", total, count)


@rule("std")
def std(g, out, x, *, axis=None, correction=1, keepdims=False):
    return g.node("Sqrt", var(g, out, x, axis=axis, correction=correction, keepdims=keepdims))


@rule("norm")
def norm(g, out, x, *, p=2.0, axis=None, keepdims=False):
    if p in (1, 2):
        return reduce(g, f"ReduceL{int(p)}", x, axis, keepdims, x)
    size = g.node("Abs", x)
    if p == math.inf:
        return reduce(g, "ReduceMax", size, axis, keepdims, x)
    total = g.node("Pow", size, g.number(float(p), out.dtype))
    total = reduce(g, "ReduceSum", total, axis, keepdims, x)
    return g.node("Pow", total, g.number(1 / p, out.dtype))


@rule("cumsum")
def cumsum(g, out, x, *, axis):
    return g.node("CumSum", x, g.constant(np.asarray(axis % x.ndim, dtype=np.int64)))


@rule("softmax")
def softmax(g, out, x, *, axis=-1):
    return g.node("Softmax", x, axis=axis)


@rule("log_softmax")
def log_softmax(g, out, x, *, axis=-1):
    return g.node("LogSoftmax", x, axis=axis)


def extreme(kind):
    """argmax and argmin: the first of equal ones."""

    def write(g, out, x, *, axis=None, keepdims=False):
        if axis is not None:
            return g.node(kind, x, axis=axis, keepdims=int(keepdims))
        flat = g.node("Reshape", x, g.constant([-1], np.int64))
        place = g.node(kind, flat, axis=0, keepdims=0)
        return g.node("Reshape", place, g.vector(out.shape)) if keepdims else place

    return write


rule("argmax")(extreme("ArgMax"))
rule("argmin")(extreme("ArgMin"))


@rule("argsort")
def argsort(g, out, x, *, dim=-1, descending=False):
    if isinstance(x.shape[dim], Length) and x.shape[dim].per_sample == 0:
        raise ExportError("onnx: argsort along an empty dimension")
    _, places = g.node(
        "TopK", x, g.length(x.shape[dim]), outputs=2, axis=dim, largest=int(descending), sorted=1
    )
    return places
