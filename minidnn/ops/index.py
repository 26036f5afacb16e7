"""Picking elements: getitem gather index_select where masked_fill one_hot."""

import numpy as np

from .broadcast import add_at, shape_of, shapes_of, sum_to


def getitem(x, *, index):
    """y = x[index]: ints, slices, None, ellipsis, integer and boolean arrays."""
    shape = x.shape
    parts = index if isinstance(index, tuple) else (index,)
    repeats = any(getattr(part, "dtype", None) is not None and part.dtype != bool for part in parts)

    def dx(dy):
        g = np.zeros_like(dy, shape=shape)
        if repeats:  # an integer array may name an element twice: its gradients add up
            add_at(g, index, dy)
        else:
            g[index] = dy
        return g

    y = x[index]
    # NumPy makes a number of a single element; with an ellipsis it stays a view of x
    return x[(*parts, ...)] if isinstance(y, np.generic) else y, dx


def setitem(x, value, *, index):
    """y = x, but y[index] = value."""
    y = x.copy()
    y[index] = value
    return y, *setitem_rules(index, shape_of(value))


def setitem_rules(index, shape):
    """The rules of setitem for a value of this shape."""

    def dx(dy):
        g = np.array(dy) if isinstance(dy, np.generic) else dy.copy()
        g[index] = 0
        return g

    def dvalue(dy):
        part = dy[index]
        spare = max(len(shape) - part.ndim, 0)  # NumPy ignores leading lengths of 1
        return sum_to(part, shape[spare:]).reshape(shape)

    return dx, dvalue


def scatter_add(x, value, *, index):
    """y = x, but y[index] += value; an element that is named twice is added to twice."""
    shape = shape_of(value)
    y = x.copy()
    add_at(y, index, value)
    return y, lambda dy: dy, lambda dy: sum_to(dy[index], shape)


def gather(x, index, *, axis):
    """y[i][j] = x[index[i][j]][j] along axis 0, and so on; index has as many axes as x."""
    shape, places = x.shape, along(index, axis)

    def dx(dy):
        g = np.zeros_like(dy, shape=shape)
        add_at(g, places, dy)
        return g

    return x[places], dx, None


def index_select(x, index, *, axis):
    """y = the slices of x along an axis that a 1-D index names."""
    place = (slice(None),) * (axis % x.ndim) + (index,)
    y, dx = getitem(x, index=place)
    return y, dx, None


def where(condition, x, y):
    """z = x where the condition holds, y elsewhere."""
    xs, ys = shapes_of(x, y)
    return (
        np.where(condition, x, y),
        None,
        lambda dz: sum_to(np.where(condition, dz, np.zeros_like(dz)), xs),
        lambda dz: sum_to(np.where(condition, np.zeros_like(dz), dz), ys),
    )


def masked_fill(x, mask, *, value):
    """y = the number value where the mask holds, x elsewhere."""
    shape = x.shape
    y = np.where(mask, np.full_like(x, value), x)
    return y, lambda dy: sum_to(np.where(mask, np.zeros_like(dy), dy), shape), None


def one_hot(labels, *, num_classes):
    """y = 1 at [..., labels], 0 elsewhere:  labels (...) integers -> (..., C) int64."""
    classes = np.arange(num_classes, dtype=labels.dtype, like=labels)
    return ((labels[..., None] == classes).astype(np.int64),)


def along(index, axis):
    """The index of the elements that `take_along_axis` takes: the places of all other axes."""
    places = [
        np.arange(n, like=index).reshape([-1 if j == i else 1 for j in range(index.ndim)])
        for i, n in enumerate(index.shape)
    ]
    places[axis] = index
    return tuple(places)
