"""Rules for other arrangements of the same numbers: reshape, permute, expand, cat, flip …"""

import numpy as np

from .rules import rule
from .trace import ExportError, Length


@rule("reshape", "view", "flatten")
def reshape(g, out, x, *, shape=None):
    moving = [n for n in out.shape if isinstance(n, Length)]
    if len(moving) == 1 and 0 not in out.shape:
        lengths = tuple(-1 if isinstance(n, Length) else n for n in out.shape)
        return g.node("Reshape", x, g.vector(lengths))
    return g.node("Reshape", x, g.vector(out.shape), allowzero=int(0 in out.shape))


@rule("permute")
def permute(g, out, x, *, axes):
    return g.node("Transpose", x, perm=[a % x.ndim for a in axes])


@rule("expand", "broadcast_to")
def expand(g, out, x, *, shape=None):
    return g.node("Expand", x, g.vector(out.shape))


@rule("cat", "concat")
def cat(g, out, *xs, axis=0):
    xs = [x if x.dtype == out.dtype else g.cast(x, out.dtype) for x in xs]
    return g.node("Concat", *xs, axis=axis)


@rule("stack")
def stack(g, out, *xs, axis=0):
    place = g.constant([axis % out.ndim], np.int64)
    return g.node("Concat", *(g.node("Unsqueeze", x, place) for x in xs), axis=axis % out.ndim)


def sliced(g, x, starts, stops, axes, steps):
    """x[start:stop:step] along axes."""
    vectors = [g.vector(v) for v in (starts, stops, axes, steps)]
    return g.node("Slice", x, *vectors)


FAR = 2**62


@rule("flip")
def flip(g, out, x, *, axis):
    axes = axis if isinstance(axis, tuple) else (axis,)
    axes = [a % x.ndim for a in axes]
    return sliced(g, x, [-1] * len(axes), [-FAR] * len(axes), axes, [-1] * len(axes))


@rule("roll")
def roll(g, out, x, *, shift, axis=None):
    if axis is None:
        flat = g.node("Reshape", x, g.constant([-1], np.int64))
        return g.node("Reshape", rolled(g, flat, shift, 0), g.vector(out.shape))
    shifts = shift if isinstance(shift, tuple) else (shift,)
    axes = axis if isinstance(axis, tuple) else (axis,)
    for step, a in zip(shifts, axes):
        if isinstance(x_length(out, a), Length) and not isinstance(step, int):
            raise ExportError("onnx: roll by a number that follows the batch cannot be exported")
        x = rolled(g, x, step, a % out.ndim)
    return g.name(x)


def x_length(out, axis):
    """The length of an axis."""
    return out.shape[axis]


def rolled(g, x, shift, axis):
    """x moved round along one axis: the end, then the beginning."""
    if shift == 0:
        return x
    end = sliced(g, x, [-shift], [FAR], [axis], [1])
    beginning = sliced(g, x, [0], [-shift], [axis], [1])
    return g.node("Concat", end, beginning, axis=axis)


@rule("tile")
def tile(g, out, x, *, repeats):
    extra = len(repeats) - x.ndim
    if extra > 0:
        x = g.node("Unsqueeze", x, g.constant(np.arange(extra), np.int64))
    return g.node("Tile", x, g.vector(repeats))


def triangle(upper):
    """tril and triu."""

    def write(g, out, x, *, diagonal=0):
        boolean = out.dtype == bool
        x = g.cast(x, np.int32) if boolean else x
        y = g.node("Trilu", x, g.constant(np.asarray(diagonal, dtype=np.int64)), upper=upper)
        return g.cast(y, bool) if boolean else y

    return write


rule("tril")(triangle(0))
rule("triu")(triangle(1))


@rule("pick")
def pick(g, out, x, *, place):
    return g.name(x[place])


@rule("pad")
def pad(g, out, x, *, padding, value=0.0):
    return padded(g, x, padding, "constant", g.number(float(value), out.dtype))


@rule("pad_reflect")
def pad_reflect(g, out, x, *, padding):
    return padded(g, x, padding, "reflect")


@rule("pad_replicate")
def pad_replicate(g, out, x, *, padding):
    return padded(g, x, padding, "edge")


def padded(g, x, padding, mode, value=None):
    """A border around the last axes."""
    pairs = ((0, 0),) * (x.ndim - len(padding)) + tuple(padding)
    ends = [before for before, _ in pairs] + [after for _, after in pairs]
    return g.node("Pad", x, g.vector(ends), value, mode=mode)


@rule("pad_circular")
def pad_circular(g, out, x, *, padding):
    for axis, (before, after) in enumerate(padding, x.ndim - len(padding)):
        ends = [sliced(g, x, [-before], [FAR], [axis], [1])] if before else []
        starts = [sliced(g, x, [0], [after], [axis], [1])] if after else []
        x = g.node("Concat", *ends, x, *starts, axis=axis) if ends or starts else x
    return g.name(x)


@rule("glu")
def glu(g, out, x, *, axis=-1):
    half = x.shape[axis] // 2
    first = sliced(g, x, [0], [half], [axis % x.ndim], [1])
    second = sliced(g, x, [half], [FAR], [axis % x.ndim], [1])
    return g.node("Mul", first, g.node("Sigmoid", second))


@rule("summed")
def summed(g, out, x, *, shape):
    lead = x.ndim - len(shape)
    axes = [*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1)]
    total = g.node("ReduceSum", x, g.constant(axes, np.int64)) if axes else x
    return g.node("Reshape", total, g.vector(out.shape))
