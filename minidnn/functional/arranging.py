"""Rarer arrangements, for tensors: hstack tile rot90 meshgrid tensor_split broadcast_tensors …"""

import itertools
import math

import numpy as np

from .. import ops
from ..dtypes import result_type
from ..size import Size
from ..tape import apply
from .arithmetic import clone, sub
from .compare import logical_xor
from .declare import method
from .index import getitem, raw
from .picking import unfold
from .shape import (
    cat,
    chunk,
    expand,
    flip,
    movedim,
    permute,
    repeat,
    reshape,
    sizes,
    split,
    squeeze,
    stack,
    transpose,
    unbind,
    unsqueeze,
    view,
    wrapped,
)

__all__ = [
    "adjoint", "atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes",
    "broadcast_tensors", "cartesian_prod", "column_stack", "combinations", "concat",
    "concatenate", "diff", "dsplit", "dstack", "expand_copy", "fliplr", "flipud", "gradient",
    "hsplit", "hstack", "meshgrid", "moveaxis", "permute_copy", "ravel", "rot90", "row_stack",
    "select_copy", "split_with_sizes", "squeeze_copy", "swapaxes", "swapdims", "t_copy",
    "tensor_split", "tile", "transpose_copy", "unbind_copy", "unfold_copy", "unsafe_chunk",
    "unsafe_split", "unsafe_split_with_sizes", "unsqueeze_copy", "view_copy", "vsplit", "vstack",
    "alias_copy", "detach_copy", "diagonal_copy", "split_copy", "split_with_sizes_copy",
]

moveaxis, swapdims, concat, concatenate = movedim, transpose, cat, cat


@method
def swapaxes(input, axis0, axis1):
    """x with two dimensions swapped."""
    return transpose(input, axis0, axis1)


@method
def ravel(input):
    """x as one row."""
    return reshape(input, -1)


@method
def tile(input, dims):
    """x repeated as a whole; missing leading dimensions count as 1."""
    dims = sizes((dims,))
    return repeat(input, (1,) * (input.ndim - len(dims)) + dims)


@method
def reshape_as(input, other):
    """x in the shape of another tensor."""
    return reshape(input, tuple(other.shape))


@method
def sum_to_size(input, *size):
    """x summed to a shape that can be repeated to x's."""
    shape = sizes(size)
    fits = len(shape) <= input.ndim and all(
        n in (1, m) for n, m in zip(shape[::-1], tuple(input.shape)[::-1])
    )
    if not fits:
        raise RuntimeError(f"sum_to_size: {tuple(input.shape)} cannot be summed to {shape}")
    return apply(ops.summed, input, shape=shape)


@method
def rot90(input, k=1, dims=(0, 1)):
    """x turned by k quarters from the first of two dimensions to the second."""
    a, b = (wrapped("rot90", d, input.ndim) for d in dims)
    if a == b:
        raise RuntimeError(f"rot90: the dimensions must differ; got {tuple(dims)}")
    if k % 4 == 0:
        return clone(input)
    if k % 4 == 2:
        return flip(input, (a, b))
    return transpose(flip(input, b), a, b) if k % 4 == 1 else flip(transpose(input, a, b), b)


@method
def fliplr(input):
    """x in reverse order along its second dimension."""
    if input.ndim < 2:
        raise RuntimeError(f"fliplr: expected at least 2 dimensions; got {input.ndim}")
    return flip(input, 1)


@method
def flipud(input):
    """x in reverse order along its first dimension."""
    if input.ndim < 1:
        raise RuntimeError("flipud: expected at least 1 dimension; got 0")
    return flip(input, 0)


@method
def adjoint(input):
    """The last two dimensions swapped, and complex numbers conjugated."""
    y = transpose(input, -2, -1)
    return y.conj() if y.dtype.kind == "c" else y


# Several tensors


def each(function, tensors):
    """A function of one tensor, of several, or of one list of them."""
    if len(tensors) == 1 and not isinstance(tensors[0], tuple | list):
        return function(tensors[0])
    tensors = tensors[0] if len(tensors) == 1 else tensors
    return tuple(function(x) for x in tensors)


def atleast_1d(*tensors):
    """x with at least 1 dimension."""
    return each(lambda x: x if x.ndim else reshape(x, 1), tensors)


def atleast_2d(*tensors):
    """x with at least 2 dimensions."""
    return each(lambda x: x if x.ndim > 1 else reshape(x, (1, -1)), tensors)


def atleast_3d(*tensors):
    """x with at least 3 dimensions."""

    def at_least(x):
        return x if x.ndim > 2 else unsqueeze(atleast_2d(x), -1)

    return each(at_least, tensors)


def hstack(tensors):
    """The tensors side by side: along the second dimension, or the only one."""
    tensors = atleast_1d(list(tensors))
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


def vstack(tensors):
    """The tensors one below the other."""
    return cat(atleast_2d(list(tensors)), 0)


row_stack = vstack


def dstack(tensors):
    """The tensors one behind the other, along the third dimension."""
    return cat(atleast_3d(list(tensors)), 2)


def column_stack(tensors):
    """The tensors as columns side by side."""
    return hstack([x if x.ndim > 1 else reshape(x, (-1, 1)) for x in tensors])


def block_diag(*tensors):
    """The matrices along the diagonal of a matrix of zeros."""
    rows = []
    blocks = [atleast_2d(x) for x in tensors]
    dtype = common_dtype(blocks)
    width = sum(x.shape[1] for x in blocks)
    left = 0
    for x in blocks:
        x = x.to(dtype)
        n, m = x.shape
        rows.append(cat([x.new_zeros(n, left), x, x.new_zeros(n, width - left - m)], 1))
        left += m
    return cat(rows, 0)


def common_dtype(tensors):
    """The dtype that several tensors have together."""
    dtype = tensors[0].dtype
    for x in tensors[1:]:
        dtype = result_type(x, np.zeros(1, dtype))
    return dtype


def broadcast_shapes(*shapes):
    """The shape to which all of these are repeated."""
    shapes = [(s,) if isinstance(s, int) else tuple(s) for s in shapes]
    try:
        return Size(np.broadcast_shapes(*shapes))
    except ValueError as error:
        raise RuntimeError(f"broadcast_shapes: {error}") from None


def broadcast_tensors(*tensors):
    """The tensors repeated to one shape."""
    tensors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else tensors
    shape = broadcast_shapes(*(x.shape for x in tensors))
    return tuple(expand(x, shape) for x in tensors)


def meshgrid(*tensors, indexing="ij"):
    """One tensor per row given, all of the shape of the grid that the rows span."""
    if len(tensors) == 1 and isinstance(tensors[0], tuple | list):
        tensors = tuple(tensors[0])
    if indexing not in ("ij", "xy"):
        raise RuntimeError(f"meshgrid: indexing must be 'ij' or 'xy'; got {indexing!r}")
    shape = tuple(math.prod(x.shape) for x in tensors)
    rows = []
    for i, x in enumerate(tensors):
        if x.ndim > 1:
            raise RuntimeError(f"meshgrid: expected rows; got a tensor of {x.ndim} dimensions")
        rows.append(expand(reshape(x, [-1 if j == i else 1 for j in range(len(shape))]), shape))
    if indexing == "xy" and len(rows) > 1:
        rows = [transpose(x, 0, 1) for x in rows]
    return tuple(rows)


def cartesian_prod(*tensors):
    """Every choice of one element of each row: (count, number of rows)."""
    if len(tensors) == 1:
        return tensors[0]
    return stack([reshape(x, -1) for x in meshgrid(*tensors)], 1)


def combinations(input, r=2, with_replacement=False):
    """Every choice of r elements of a row: (count, r)."""
    if input.ndim != 1:
        raise RuntimeError(f"combinations: expected a row; got {input.ndim} dimensions")
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    index = np.array(list(choose(range(input.shape[0]), r)), dtype=np.int64).reshape(-1, r)
    return getitem(input, index)


# In pieces


@method
def tensor_split(input, indices_or_sections, dim=0):
    """Pieces along a dimension: a number of about equal ones, or cut at these places."""
    if input.ndim == 0:
        raise RuntimeError("tensor_split: expected at least 1 dimension; got 0")
    dim = wrapped("tensor_split", dim, input.ndim)
    n, cuts = input.shape[dim], raw(indices_or_sections)
    if getattr(cuts, "ndim", 1) == 0:
        cuts = int(cuts)
    if isinstance(cuts, int):
        if cuts <= 0:
            raise RuntimeError(f"tensor_split: the number of pieces must be positive; got {cuts}")
        small, extra = divmod(n, cuts)
        lengths = [small + 1] * extra + [small] * (cuts - extra)
        cuts = list(itertools.accumulate(lengths))[:-1]
    before = (slice(None),) * dim
    edges = [None, *(int(c) for c in cuts), None]
    return tuple(getitem(input, (*before, slice(a, b))) for a, b in itertools.pairwise(edges))


def splitter(name, dims, axis):
    """hsplit, vsplit and dsplit."""

    def divide(input, indices_or_sections):
        if input.ndim < dims:
            raise RuntimeError(f"{name}: expected at least {dims} dimensions; got {input.ndim}")
        dim = 0 if input.ndim == 1 else axis
        sections = indices_or_sections
        if isinstance(sections, int) and (sections <= 0 or input.shape[dim] % sections):
            raise RuntimeError(
                f"{name}: dimension {dim} of length {input.shape[dim]} cannot be cut into "
                f"{sections} equal parts"
            )
        return tensor_split(input, sections, dim)

    divide.__name__, divide.__doc__ = name, f"Pieces along dimension {axis}."
    return method(divide)


hsplit, vsplit = splitter("hsplit", 1, 1), splitter("vsplit", 2, 0)
dsplit = splitter("dsplit", 3, 2)


@method
def split_with_sizes(input, split_sizes, dim=0):
    """Pieces of these lengths along a dimension."""
    return split(input, list(split_sizes), dim)


unsafe_split_with_sizes, unsafe_split, unsafe_chunk = split_with_sizes, split, chunk


# Differences


@method
def diff(input, n=1, dim=-1, prepend=None, append=None):
    """x_{i+1} - x_i along a dimension, n times."""
    dim = wrapped("diff", dim, input.ndim)
    if n == 0:
        return clone(input)
    parts = [x for x in (prepend, input, append) if x is not None]
    y = cat(parts, dim) if len(parts) > 1 else input
    before = (slice(None),) * dim
    for _ in range(min(n, y.shape[dim])):
        later, sooner = (getitem(y, (*before, part)) for part in (slice(1, None), slice(None, -1)))
        y = logical_xor(later, sooner) if y.dtype.kind == "b" else sub(later, sooner)
    return y


def gradient(input, *, spacing=1, dim=None, edge_order=1):
    """Central differences along dimensions, one-sided at the edges; a tuple, one per dimension.

    spacing: a number, a number per dimension, or the coordinates along each.
    """
    dims = range(input.ndim) if dim is None else dim if isinstance(dim, tuple | list) else [dim]
    dims = [wrapped("gradient", d, input.ndim) for d in dims]
    spacing = 1 if spacing is None else spacing
    if not isinstance(spacing, tuple | list):
        spacing = [spacing] * len(dims)
    return tuple(slope(input, d, h, edge_order) for d, h in zip(dims, spacing))


def slope(x, dim, h, edge_order):
    """Differences along one dimension, for a step or for coordinates."""
    n = x.shape[dim]
    if n <= edge_order:
        raise RuntimeError(f"gradient: dimension {dim} must be longer than {edge_order}; got {n}")
    whole = x.dtype.kind in "iub"
    at = np.arange(n) * float(h) if not getattr(raw(h), "ndim", 0) else np.asarray(raw(h), float)
    # the matrix of differences: each row holds the weights of the points for one place
    weights = np.zeros((n, n))
    a, b = at[1:-1] - at[:-2], at[2:] - at[1:-1]
    i = np.arange(1, n - 1)
    weights[i, i - 1], weights[i, i + 1] = -b / (a * (a + b)), a / (b * (a + b))
    weights[i, i] = (b - a) / (a * b)
    for place, sign in ((0, 1), (n - 1, -1)):
        p, q = place, place + sign
        first = at[q] - at[p]
        if edge_order == 1:
            weights[p, p], weights[p, q] = -1 / first, 1 / first
        else:
            r = q + sign
            second = at[r] - at[q]
            weights[p, p] = -(2 * first + second) / (first * (first + second))
            weights[p, q] = (first + second) / (first * second)
            weights[p, r] = -first / (second * (first + second))
    x = x.float() if whole else x
    matrix = x.result(weights.astype(x.dtype)).to(x.device)
    return movedim(movedim(x, dim, -1) @ matrix.t(), -1, dim)


# The same in memory of its own


def copied(function):
    """A function whose result, or results, have memory of their own."""

    def copy(*args, **options):
        y = function(*args, **options)
        return tuple(map(clone, y)) if isinstance(y, tuple) else clone(y)

    copy.__name__ = f"{function.__name__}_copy"
    copy.__doc__ = f"{function.__doc__}\n\n    In memory of its own."
    return copy


def alias_copy(input):
    """x in memory of its own."""
    return clone(input)


def detach_copy(input):
    """x in memory of its own, without a gradient."""
    return clone(input.detach())


def diagonal_copy(input, offset=0, dim1=0, dim2=1):
    """`diagonal` in memory of its own."""
    return clone(input.diagonal(offset, dim1, dim2))


def select_copy(input, dim, index):
    """`select` in memory of its own."""
    return clone(input.select(dim, index))


def unfold_copy(input, dimension, size, step):
    """`unfold` in memory of its own."""
    return clone(unfold(input, dimension, size, step))


expand_copy, permute_copy, squeeze_copy = copied(expand), copied(permute), copied(squeeze)
transpose_copy, unbind_copy, unsqueeze_copy = copied(transpose), copied(unbind), copied(unsqueeze)
view_copy, split_copy, split_with_sizes_copy = copied(view), copied(split), copied(split_with_sizes)


def t_copy(input):
    """The transpose of a matrix, in memory of its own."""
    return clone(input.t())
