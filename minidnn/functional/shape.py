"""Other arrangements of the same numbers, for tensors."""

import math
from operator import index

import numpy as np

from .. import ops
from ..tape import Variable, apply
from ..views import view as viewed
from .declare import method, numpy_names

__all__ = [
    "broadcast_to", "cat", "chunk", "flatten", "flip", "movedim", "permute", "reshape", "roll",
    "split", "squeeze", "stack", "t", "transpose", "tril", "triu", "unbind", "unflatten",
    "unsqueeze",
]


def sizes(shape):
    """The shape from x.view(2, 3), x.view((2, 3)) or x.view(torch.Size)."""
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = shape[0]
    try:
        return tuple(map(index, shape))
    except TypeError:
        raise TypeError(
            f"a shape takes whole numbers; got {', '.join(f'{n!r:.40}' for n in shape)}: "
            "use // or int()"
        ) from None


@method
def reshape(input, *shape):
    """x in another shape; one length may be -1. Shares memory with x where it can."""
    shape = sizes(shape)
    if min(shape, default=0) < -1 or shape.count(-1) > 1:
        raise RuntimeError(f"reshape: a length must be at least 0, or -1 once; got {shape}")
    return viewed(ops.reshape, input, shape=shape)


@method
def view(input, *shape):
    """x in another shape, in the same memory; or (with a dtype) the same bytes as another type.

    Raises: RuntimeError where the elements do not lie in this order; use reshape, which copies.
    """
    if len(shape) == 1 and isinstance(shape[0], np.dtype | type):
        return input.result(input.array.view(shape[0]))
    y = reshape(input, *shape)
    copied = isinstance(y, Variable) and (y.origin is None or y.origin[0] is not input)
    if copied and input.origin and input.origin[0] is not None:
        raise RuntimeError(
            f"view: the elements of this view of shape {tuple(input.shape)} do not lie in memory "
            f"in the order that shape {tuple(y.shape)} needs; use .reshape(...) or .contiguous() "
            "first"
        )
    return y


@method
def view_as(input, other):
    """x in the shape of another tensor."""
    return reshape(input, tuple(other.shape))


@method
def permute(input, *dims):
    """x with its dimensions in this order."""
    dims = tuple(wrapped("permute", d, input.ndim) for d in sizes(dims))
    if sorted(dims) != list(range(input.ndim)):
        raise ValueError(f"permute: {dims} must name each of the {input.ndim} dimensions once")
    return viewed(ops.permute, input, axes=dims)


@method
def transpose(input, dim0, dim1):
    """x with two dimensions swapped."""
    dims = list(range(input.ndim))
    a, b = wrapped("transpose", dim0, input.ndim), wrapped("transpose", dim1, input.ndim)
    if not dims:
        return input
    dims[a], dims[b] = b, a
    return viewed(ops.permute, input, axes=tuple(dims))


@method
def t(input):
    """The transpose of a matrix."""
    if input.ndim > 2:
        raise ValueError(
            f"t: expected at most 2 dimensions; got {tuple(input.shape)}: use transpose"
        )
    return transpose(input, 0, 1) if input.ndim == 2 else input


@method
def movedim(input, source, destination):
    """x with some dimensions at other places, the others in their order."""
    pairs = [d if isinstance(d, tuple | list) else (d,) for d in (source, destination)]
    moved, places = ([wrapped("movedim", d, input.ndim) for d in dims] for dims in pairs)
    if len(moved) != len(places) or len(set(moved)) + len(set(places)) != 2 * len(moved):
        raise RuntimeError(
            f"movedim: {source} and {destination} must name as many dimensions, each once"
        )
    dims = [d for d in range(input.ndim) if d not in moved]
    for place, d in sorted(zip(places, moved)):
        dims.insert(place, d)
    return viewed(ops.permute, input, axes=tuple(dims))


moveaxis = movedim


@method
def squeeze(input, dim=None):
    """x without its dimensions of length 1, or without those named, if they have length 1."""
    dims = range(input.ndim) if dim is None else dim if isinstance(dim, tuple | list) else (dim,)
    dims = {wrapped("squeeze", d, input.ndim) for d in dims} if input.ndim else set()
    return reshape(input, tuple(n for d, n in enumerate(input.shape) if n != 1 or d not in dims))


@method
def unsqueeze(input, dim):
    """x with a new dimension of length 1."""
    dim = wrapped("unsqueeze", dim, input.ndim + 1)
    return reshape(input, (*input.shape[:dim], 1, *input.shape[dim:]))


@method
def expand(input, *shape):
    """x repeated along dimensions of length 1 and new leading ones; -1 keeps a length."""
    shape = sizes(shape)
    own = (1,) * (len(shape) - input.ndim) + tuple(input.shape)
    return viewed(ops.expand, input, shape=tuple(m if n == -1 else n for m, n in zip(own, shape)))


@method
def expand_as(input, other):
    """x repeated to the shape of another tensor."""
    return expand(input, tuple(other.shape))


@method
def broadcast_to(input, shape):
    """x repeated to a shape."""
    return expand(input, shape)


@method
def flatten(input, start_dim=0, end_dim=-1):
    """x with the dimensions from start_dim to end_dim as one."""
    if input.ndim == 0:
        return reshape(input, 1)
    first = wrapped("flatten", start_dim, input.ndim)
    last = wrapped("flatten", end_dim, input.ndim)
    if first > last:
        raise ValueError(f"flatten: start_dim {start_dim} comes after end_dim {end_dim}")
    shape = tuple(input.shape)
    return reshape(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


@method
def unflatten(input, dim, sizes):
    """x with one dimension as several."""
    dim = wrapped("unflatten", dim, input.ndim)
    return reshape(input, (*input.shape[:dim], *sizes, *input.shape[dim + 1 :]))


@numpy_names
def cat(tensors, dim=0):
    """The tensors one behind the other along a dimension."""
    tensors = some("cat", tensors)
    if any(tuple(x.shape) == (0,) for x in tensors) and any(x.ndim != 1 for x in tensors):
        tensors = [x for x in tensors if tuple(x.shape) != (0,)]  # PyTorch passes over these
    return apply(ops.cat, *tensors, axis=dim)


@numpy_names
def stack(tensors, dim=0):
    """The tensors side by side along a new dimension."""
    return apply(ops.stack, *some("stack", tensors), axis=dim)


@method
def split(input, split_size_or_sections, dim=0):
    """A list of pieces along a dimension: of one length (the last may be shorter) or of these."""
    n, size = input.shape[dim], split_size_or_sections
    if isinstance(size, int):
        if size <= 0:
            raise ValueError(f"split: the length of a piece must be positive; got {size}")
        size = [min(size, n - start) for start in range(0, n, size)] or [0]
    if sum(size) != n:
        raise ValueError(f"split: {list(size)} must add up to {n}, the length of dimension {dim}")
    pieces, start, before = [], 0, (slice(None),) * (dim % input.ndim)
    for length in size:
        pieces.append(viewed(ops.getitem, input, index=(*before, slice(start, start + length))))
        start += length
    return tuple(pieces)


@method
def chunk(input, chunks, dim=0):
    """At most this many pieces of equal length (the last may be shorter)."""
    if chunks <= 0:
        raise ValueError(f"chunk: the number of pieces must be positive; got {chunks}")
    return split(input, max(1, -(-input.shape[dim] // chunks)), dim)


@method
def unbind(input, dim=0):
    """The slices along a dimension, without it."""
    before = (slice(None),) * (dim % input.ndim)
    return tuple(viewed(ops.getitem, input, index=(*before, i)) for i in range(input.shape[dim]))


@method
def flip(input, dims):
    """x in reverse order along dimensions."""
    return apply(ops.flip, input, axis=dims if isinstance(dims, int) else tuple(dims))


@method
def roll(input, shifts, dims=None):
    """x moved round by places along dimensions."""
    shift = tuple(shifts) if isinstance(shifts, list | tuple) else shifts
    return apply(ops.roll, input, shift=shift, axis=tuple(dims) if isinstance(dims, list) else dims)


@method
def repeat(input, *repeats):
    """x repeated as a whole along each dimension."""
    return apply(ops.tile, input, repeats=sizes(repeats))


@method
def tril(input, diagonal=0):
    """x on and below a diagonal, 0 above it."""
    return apply(ops.tril, input, diagonal=diagonal)


@method
def triu(input, diagonal=0):
    """x on and above a diagonal, 0 below it."""
    return apply(ops.triu, input, diagonal=diagonal)


def wrapped(name, dim, ndim):
    """A dimension counted from the front; IndexError where there is none."""
    ndim = ndim or 1  # a number takes the dimensions 0 and -1
    if not -ndim <= dim < ndim:
        raise IndexError(f"{name}: dimension {dim} is out of range for {ndim} dimensions")
    return dim % ndim


def some(name, tensors):
    """A non-empty list of tensors."""
    tensors = list(tensors)
    if not tensors:
        raise ValueError(f"{name}: expected at least one tensor; got an empty list")
    for x in tensors:
        if not hasattr(x, "ndim"):
            raise TypeError(f"{name}: expected tensors; got {type(x).__name__} {x!r:.40}")
    return tensors
