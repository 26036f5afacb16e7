"""Other arrangements of the same numbers: reshape permute expand cat stack flip roll tril triu."""

import numpy as np

from .broadcast import sum_to


def reshape(x, *, shape):
    """y = x in another shape, the order of the elements unchanged."""
    before = x.shape
    return x.reshape(shape), lambda dy: dy.reshape(before)


def permute(x, *, axes):
    """y = x with its axes in this order."""
    return x.transpose(axes), lambda dy: dy.transpose([axes.index(i) for i in range(len(axes))])


def expand(x, *, shape):
    """y = x repeated along axes of length 1 and new leading axes, without a copy."""
    before = x.shape
    return np.broadcast_to(x, shape), lambda dy: sum_to(dy, before)


def cat(*xs, axis=0):
    """y = the arrays one behind the other along an axis."""
    y = np.concatenate(xs, axis=axis)
    starts = [0]
    for x in xs:
        starts.append(starts[-1] + x.shape[axis])

    def rule(start, stop):
        index = [slice(None)] * y.ndim
        index[axis] = slice(start, stop)
        return lambda dy, index=tuple(index): dy[index]

    return y, *(rule(a, b) for a, b in zip(starts, starts[1:]))


def stack(*xs, axis=0):
    """y = the arrays side by side along a new axis."""
    rules = [lambda dy, i=i: np.take(dy, i, axis=axis) for i in range(len(xs))]
    return np.stack(xs, axis=axis), *rules


def flip(x, *, axis):
    """y = x in reverse order along the axes."""
    return np.flip(x, axis).copy(), lambda dy: np.flip(dy, axis)


def roll(x, *, shift, axis=None):
    """y = x moved round by shift places along the axes."""
    back = tuple(-s for s in shift) if isinstance(shift, tuple) else -shift
    return np.roll(x, shift, axis), lambda dy: np.roll(dy, back, axis)


def tile(x, *, repeats):
    """y = x repeated as a whole, repeats[i] times along axis i (as many as x has axes, or more)."""
    shape = (1,) * (len(repeats) - x.ndim) + x.shape
    pairs = tuple(n for pair in zip(repeats, shape) for n in pair)
    copies = tuple(range(0, len(pairs), 2))
    before = x.shape
    return np.tile(x, repeats), lambda dy: dy.reshape(pairs).sum(axis=copies).reshape(before)


def tril(x, *, diagonal=0):
    """y = x on and below a diagonal of the last two axes, 0 above it."""
    return np.tril(x, diagonal), lambda dy: np.tril(dy, diagonal)


def triu(x, *, diagonal=0):
    """y = x on and above a diagonal of the last two axes, 0 below it."""
    return np.triu(x, diagonal), lambda dy: np.triu(dy, diagonal)
