"""Rules for picking elements: indexing, gather, one_hot, and their twins that write."""

import numpy as np

from .arrange import FAR, sliced
from .graph import Value
from .rules import rule
from .trace import ExportError, Length


@rule("getitem")
def getitem(g, out, x, *, index):
    parts = list(index) if isinstance(index, tuple) else [index]
    arrays = [p for p in parts if isinstance(p, Value)]
    if len(arrays) == 1 and arrays[0].dtype == bool:
        raise ExportError("onnx: x[mask] has as many elements as the data says; use where")
    named = sum(p is not None and p is not Ellipsis for p in parts)
    if Ellipsis not in [p for p in parts if not isinstance(p, Value)]:
        parts.append(Ellipsis)
    at = next(i for i, p in enumerate(parts) if p is Ellipsis)
    parts[at : at + 1] = [slice(None)] * (x.ndim - named)
    y, axes, gone = basic(g, x, [p for p in parts if p is not None])
    if axes:
        y = picked(g, y, axes, x)
    if gone:
        y = g.node("Squeeze", y, g.constant(gone, np.int64))
    if None in [p for p in parts if not isinstance(p, Value)]:
        if axes and len(axes) > 1:
            raise ExportError("onnx: an index of several arrays and None cannot be exported")
        y = g.node("Reshape", y, g.vector(out.shape))
    return g.name(y)


def basic(g, x, parts):
    """x cut by its slices and numbers; {axis: array} that is left; the axes that numbers end."""
    starts, stops, axes, steps, arrays, gone = [], [], [], [], {}, []
    for axis, part in enumerate(parts):
        if isinstance(part, Value):
            arrays[axis] = part
        elif isinstance(part, slice):
            if part == slice(None) or (part.start, part.stop, part.step) == (None, None, None):
                continue
            step = 1 if part.step is None else part.step
            far = (0, FAR) if step > 0 else (FAR, -FAR)
            starts.append(far[0] if part.start is None else part.start)
            stops.append(far[1] if part.stop is None else part.stop)
            axes.append(axis)
            steps.append(step)
        else:
            part = int(part) if not isinstance(part, Length) else part
            starts.append(part)
            stops.append(FAR if part == -1 else after(part))
            axes.append(axis)
            steps.append(1)
            gone.append(axis)
    y = sliced(g, x, starts, stops, axes, steps) if axes else x
    if arrays and gone:
        raise ExportError("onnx: an index of arrays and numbers cannot be exported; index twice")
    return y, arrays, gone


def after(n):
    """The place behind this one."""
    return Length(n.per_sample, n.fixed + 1, n.value + 1) if isinstance(n, Length) else n + 1


def picked(g, y, arrays, x):
    """y with its axes picked by integer arrays."""
    if len(arrays) == 1:
        ((axis, index),) = arrays.items()
        return g.node("Gather", y, index, axis=axis)
    axes = sorted(arrays)
    if axes != list(range(len(axes))):
        raise ExportError("onnx: several index arrays must stand at the first dimensions")
    g_shape = np.broadcast_shapes(*(tuple(map(int, a.shape)) for a in arrays.values()))
    longest = max(arrays.values(), key=lambda a: (a.ndim, a.size))
    if tuple(map(int, longest.shape)) != g_shape:
        raise ExportError("onnx: several index arrays must have one shape, or be broadcast to it")
    columns = []
    for axis in axes:
        column = g.node("Expand", g.cast(arrays[axis], np.int64), g.vector(longest.shape))
        columns.append(g.node("Unsqueeze", column, g.constant([-1], np.int64)))
    return g.node("GatherND", y, g.node("Concat", *columns, axis=-1))


@rule("gather")
def gather(g, out, x, index, *, axis):
    short = [
        a for a in range(x.ndim) if a != axis % x.ndim and x.shape[a] != index.shape[a]
    ]
    if short:  # ONNX wants one shape but for the axis
        x = sliced(g, x, [0] * len(short), [index.shape[a] for a in short], short, [1] * len(short))
    return g.node("GatherElements", x, index, axis=axis)


@rule("index_select")
def index_select(g, out, x, index, *, axis):
    return g.node("Gather", x, index, axis=axis)


@rule("embedding")
def embedding(g, out, weight, index, **options):
    if not isinstance(weight, Value) or weight.dtype.kind != "f":
        weight, index = index, weight
    return g.node("Gather", weight, index, axis=0)


@rule("one_hot")
def one_hot(g, out, labels, *, num_classes):
    values = g.constant([0, 1], out.dtype)
    return g.node("OneHot", labels, g.constant([int(num_classes)], np.int64), values, axis=-1)


@rule("setitem")
def setitem(g, out, x, value, *, index):
    if any(isinstance(n, Length) for n in x.shape):
        raise ExportError("onnx: x[i] = y with a batch cannot be exported; use where or cat")
    parts = index if isinstance(index, tuple) else (index,)
    if any(isinstance(p, Value) for p in parts):
        raise ExportError("onnx: x[array] = y cannot be exported; use where or scatter")
    shape = tuple(map(int, x.shape))
    places = np.arange(int(np.prod(shape))).reshape(shape)[index]
    value = value if isinstance(value, Value) else g.number(value, out.dtype)
    spread = g.node("Expand", value, g.vector(places.shape or (1,)))
    flat = g.node("Reshape", x, g.constant([-1], np.int64))
    update = g.node("Reshape", spread, g.constant([-1], np.int64))
    y = g.node("ScatterElements", flat, g.constant(places.reshape(-1), np.int64), update, axis=0)
    return g.node("Reshape", y, g.vector(shape))
