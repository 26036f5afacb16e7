"""Rarer ways to pick and write parts, for tensors: narrow take diagonal unfold scatter_reduce …"""

import math

import numpy as np

from .. import backend, ops
from ..dtypes import cast
from ..ops.index import along
from ..tape import apply
from ..views import view
from .arithmetic import clone
from .checks import expect_mask
from .compare import untaped
from .declare import method
from .index import gather, getitem, raw
from .scattering import part, slices
from .shape import expand, movedim, reshape, wrapped

__all__ = [
    "argwhere", "as_strided", "diag", "diag_embed", "diagflat", "diagonal", "diagonal_scatter",
    "index_reduce", "isin", "masked_scatter", "narrow", "narrow_copy", "put", "repeat_interleave",
    "scatter_reduce", "select", "select_scatter", "slice_scatter", "take", "take_along_dim",
    "trace", "unravel_index",
]


@method
def narrow(input, dim, start, length):
    """The slices from start to start + length along a dimension, in the same memory."""
    dim = wrapped("narrow", dim, input.ndim)
    start = int(start)
    n = input.shape[dim]
    start = start + n if start < 0 else start
    if length < 0 or not 0 <= start <= n - length:
        raise RuntimeError(
            f"narrow: start ({start}) + length ({length}) exceeds dimension {dim} of length {n}"
        )
    return getitem(input, (*[slice(None)] * dim, slice(start, start + length)))


@method
def narrow_copy(input, dim, start, length):
    """`narrow` in memory of its own."""
    return clone(narrow(input, dim, start, length))


@method
def select(input, dim, index):
    """The slice at an index along a dimension, without that dimension, in the same memory."""
    dim = wrapped("select", dim, input.ndim)
    index = int(index)
    if not -input.shape[dim] <= index < input.shape[dim]:
        raise IndexError(
            f"select: index {index} is out of range for dimension {dim} of length "
            f"{input.shape[dim]}"
        )
    return getitem(input, (*[slice(None)] * dim, index))


@method
def select_scatter(input, src, dim, index):
    """x with src as its slice at an index along a dimension."""
    dim = wrapped("select_scatter", dim, input.ndim)
    return placed(input, src, (*[slice(None)] * dim, int(index)))


@method
def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    """x with src in the slices start:end:step along a dimension."""
    dim = wrapped("slice_scatter", dim, input.ndim)
    return placed(input, src, (*[slice(None)] * dim, slice(start, end, step)))


def placed(x, src, index):
    """x with x[index] = src, of exactly that shape."""
    room = raw(x)[index].shape
    if tuple(src.shape) != tuple(room):
        raise RuntimeError(f"expected src of shape {tuple(room)}; got {tuple(src.shape)}")
    return apply(ops.setitem, x, cast(src, x.dtype), index=index)


@method
def take(input, index):
    """The elements at places of the flattened x, in the shape of index."""
    size = math.prod(input.shape)
    index = raw(index)
    if not np.issubdtype(index.dtype, np.integer):
        raise RuntimeError(f"take: the index must hold integers; got {index.dtype}")
    if index.size and not size:
        raise IndexError("take: cannot take from a tensor without elements")
    return getitem(reshape(input, -1), index)


@method
def put(input, index, source, accumulate=False):
    """x with source at places of the flattened x; accumulate adds it."""
    op = ops.scatter_add if accumulate else ops.setitem
    flat = reshape(clone(input), -1)
    place = reshape(index, -1)
    filled = apply(op, flat, reshape(source, -1), index=raw(place))
    return reshape(filled, tuple(input.shape))


@method
def take_along_dim(input, indices, dim=None):
    """y[i][j] = x[indices[i][j]][j] for dim 0, …; both are repeated to fit each other."""
    if dim is None:
        return gather(reshape(input, -1), 0, reshape(indices, -1))
    dim = wrapped("take_along_dim", dim, input.ndim)
    if input.ndim != indices.ndim:
        raise RuntimeError(
            f"take_along_dim: the indices must have {input.ndim} dimensions; got {indices.ndim}"
        )
    rest = np.broadcast_shapes(
        *((*x.shape[:dim], 1, *x.shape[dim + 1 :]) for x in (input, indices))
    )
    n = input.shape[dim]
    indices = untaped(lambda i: np.where(i < 0, i + n, i), indices)
    sized = lambda x: expand(x, (*rest[:dim], x.shape[dim], *rest[dim + 1 :]))
    return gather(sized(input), dim, sized(indices))


# Diagonals


@method
def diagonal(input, offset=0, dim1=0, dim2=1):
    """The diagonal of two dimensions, as the last dimension; in the same memory."""
    a, b = wrapped("diagonal", dim1, input.ndim), wrapped("diagonal", dim2, input.ndim)
    if a == b:
        raise RuntimeError(f"diagonal: the dimensions must differ; got {dim1} and {dim2}")
    return view(ops.diagonal, input, offset=offset, axes=(a, b))


@method
def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """x with src as a diagonal of two dimensions."""
    y = clone(input)
    part = diagonal(y, offset, dim1, dim2)
    if tuple(part.shape) != tuple(src.shape):
        raise RuntimeError(
            f"diagonal_scatter: src must have shape {tuple(part.shape)}; got {tuple(src.shape)}"
        )
    part.copy_(src)
    return y


@method
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """The last dimension as the diagonal of two new ones, zeros elsewhere."""
    n, k = input.shape[-1], abs(offset)
    rows = np.arange(n, like=raw(input))
    index = (rows, rows + k) if offset >= 0 else (rows + k, rows)
    lead = (slice(None),) * (input.ndim - 1)
    shape = (*input.shape[:-1], n + k, n + k)
    y = apply(ops.embedded, input, index=(*lead, *index), shape=shape)
    a, b = wrapped("diag_embed", dim1, y.ndim), wrapped("diag_embed", dim2, y.ndim)
    return movedim(y, (-2, -1), (a, b))


@method
def diag(input, diagonal=0):
    """A matrix with x on a diagonal; of a matrix, its diagonal."""
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    if input.ndim != 2:
        raise RuntimeError(f"diag: expected 1 or 2 dimensions; got {input.ndim}")
    return clone(globals()["diagonal"](input, diagonal))


@method
def diagflat(input, offset=0):
    """A matrix with all of x on a diagonal."""
    return diag_embed(reshape(input, -1), offset)


@method
def trace(input):
    """The sum of a matrix's diagonal."""
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix; got {input.ndim} dimensions")
    return diagonal(input).sum()


# Views by hand


@method
def unfold(input, dimension, size, step):
    """Windows of a size along a dimension, as a new last dimension; in the same memory."""
    if input.ndim == 0:
        return reshape(input, (1,) * (size > 0)) if size else reshape(input, 1)[:0]
    axis = wrapped("unfold", dimension, input.ndim)
    n = input.shape[axis]
    if not 0 <= size <= n or step <= 0:
        raise RuntimeError(
            f"unfold: size must lie in [0, {n}] and step be positive; got {size} and {step}"
        )
    return view(ops.unfold, input, axis=axis, size=size, step=step)


@method
def as_strided(input, size, stride, storage_offset=None):
    """The memory of x with other lengths and strides (in elements)."""
    start = storage_offset if storage_offset is not None else offset_of(input)
    base = input
    while base.origin is not None and base.origin[0] is not None:
        base = base.origin[0]
    if not base.array.flags.c_contiguous:
        raise RuntimeError("as_strided: the tensor must lie in row order; use .contiguous() first")
    last = start + sum((n - 1) * s for n, s in zip(size, stride))
    if min(size, default=1) > 0 and not 0 <= last < math.prod(base.shape):
        raise RuntimeError(
            f"as_strided: size {tuple(size)}, stride {tuple(stride)} and storage_offset {start} "
            f"reach beyond the {math.prod(base.shape)} elements in memory"
        )
    return view(ops.strided, base, shape=tuple(size), stride=tuple(stride), start=start)


def offset_of(x):
    """The place of the first element of x in its memory."""
    from ..versions import owner_of

    if not x.array.size:
        return 0
    pointer = lambda a: a.__array_interface__["data"][0] if backend.is_host(a) else a.data.ptr
    owner = owner_of(x.array)
    return (pointer(x.array) - pointer(owner)) // x.array.itemsize


# By masks and indices


@method
def masked_scatter(input, mask, source):
    """x with the elements of source, one after the other, where the mask holds."""
    expect_mask("masked_scatter", mask)
    shape = np.broadcast_shapes(tuple(input.shape), tuple(mask.shape))
    mask = np.broadcast_to(raw(mask), shape)
    count = int(mask.sum())
    if count > math.prod(source.shape):
        raise RuntimeError(
            f"masked_scatter: the mask holds {count} times, and source has "
            f"{math.prod(source.shape)} elements"
        )
    if input.dtype != source.dtype:
        raise RuntimeError(
            f"masked_scatter: both tensors must be of one type; got {input.dtype} and "
            f"{source.dtype}"
        )
    values = getitem(reshape(source, -1), slice(count))
    return apply(ops.setitem, expand(input, shape), values, index=mask)


@method
def argwhere(input):
    """The indices of the elements that are not 0: (count, dims)."""
    return untaped(lambda x: np.stack(np.nonzero(x), axis=1) if x.ndim else
                   np.zeros_like(x, shape=(int(x != 0), 0), dtype=np.int64), input)


def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """Where an element is one of test_elements."""
    return untaped(np.isin, elements, test_elements, invert=invert)


def unravel_index(indices, shape):
    """The places along every dimension of a shape that flat indices stand for."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    places = np.unravel_index(raw(indices), shape)
    return tuple(indices.result(np.asarray(p)) for p in places)


@method
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Every element (or slice along dim) repeated a number of times."""
    if repeats is None:
        input, repeats = np.arange(input.shape[0], like=raw(input)), input
        return repeats.result(np.repeat(input, raw(repeats)))
    if dim is None:
        input, dim = reshape(input, -1), 0
    dim = wrapped("repeat_interleave", dim, max(input.ndim, 1))
    n = input.shape[dim] if input.ndim else 1
    counts = raw(repeats)
    if hasattr(counts, "dtype") and counts.dtype.kind not in "iu":
        raise RuntimeError(f"repeat_interleave: repeats must be integers; got {counts.dtype}")
    if getattr(counts, "size", 1) not in (1, n):
        raise RuntimeError(
            f"repeat_interleave: repeats must have as many elements as dimension {dim}, {n}; got "
            f"{counts.size}"
        )
    counts = counts.reshape(-1) if getattr(counts, "size", 1) != 1 else int(counts)
    if np.min(counts) < 0:
        raise RuntimeError("repeat_interleave: repeats must not be negative")
    index = np.repeat(np.arange(n, like=raw(input)), counts)
    return apply(ops.index_select, input, index, axis=dim)


# Scattering that reduces


@method
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    """y = x, but the src[i][j] that share a place index[i][j] of dim 0, … are reduced to one.

    reduce: "sum", "prod", "mean", "amax" or "amin"; include_self=False leaves x's own values out.
    """
    name = "scatter_reduce"
    src = part(name, input, dim, index, src)
    if input.ndim == 0:
        y = scatter_reduce(
            reshape(input, 1), 0, reshape(index, 1), reshape(src, 1), reduce,
            include_self=include_self,
        )
        return reshape(y, ())
    places = along(raw(index), dim % input.ndim)
    return reduced_at(name, input, src, places, reduce, include_self)


@method
def index_reduce(input, dim, index, source, reduce, *, include_self=True):
    """x with the slices of source reduced into those that a 1-D index names."""
    if not input.ndim:
        y = index_reduce(
            reshape(input, 1), 0, reshape(index, 1), reshape(source, 1), reduce,
            include_self=include_self,
        )
        return reshape(y, ())
    places = slices("index_reduce", input, dim, index)
    return reduced_at("index_reduce", input, source, places, reduce, include_self)


def reduced_at(name, x, src, places, reduce, include_self):
    """x with src reduced into x[places]."""
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise RuntimeError(f"{name}: reduce must be sum, prod, mean, amax or amin; got {reduce!r}")
    return apply(ops.scatter_reduce, x, src, index=places, reduce=reduce, own=include_self)
