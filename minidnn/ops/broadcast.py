"""What broadcasting repeats on the way forward, the gradient sums on the way back."""

import sys


def shape_of(x):
    """The shape of an array, () for a plain number."""
    return getattr(x, "shape", ())


def shapes_of(x, y):
    """The shapes of two arrays, () for a plain number."""
    return getattr(x, "shape", ()), getattr(y, "shape", ())


def sum_to(dy, shape):
    """Sum dy over the axes along which an input of this shape was repeated."""
    if dy.shape == shape:
        return dy
    extra = dy.ndim - len(shape)
    repeated = [extra + i for i, n in enumerate(shape) if n == 1 and dy.shape[extra + i] != 1]
    return dy.sum(axis=(*range(extra), *repeated), keepdims=True).reshape(shape)


def add_at(target, index, values):
    """target[index] += values in place, where an element that is named twice is added twice."""
    if hasattr(target, "add_at"):  # an array that records what happens to it
        target.add_at(index, values)
        return
    # A ufunc's .at is not dispatched to other array types: take the array's own library's `add`.
    sys.modules[type(target).__module__.partition(".")[0]].add.at(target, index, values)
