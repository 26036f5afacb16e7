"""Writing at places, for tensors: index_fill index_add index_copy scatter scatter_add; lerp."""

import numpy as np

from .. import ops
from ..dtypes import cast
from ..ops.index import along
from ..tape import Variable, apply
from .arithmetic import add, div, mul, sub
from .checks import expect_indices
from .declare import method
from .index import getitem, raw

__all__ = [
    "addcdiv", "addcmul", "index_add", "index_copy", "index_fill", "index_put", "lerp", "scatter",
    "scatter_add",
]


@method
def index_fill(input, dim, index, value):
    """x with a number in the slices along a dimension that a 1-D index names."""
    places = slices("index_fill", input, dim, index)
    if not isinstance(value, Variable):
        return apply(ops.setitem, input, value, index=places)
    mask = np.zeros_like(raw(input), dtype=bool)  # a place named twice is still filled once
    mask[places] = True
    return apply(ops.where, mask, like(value, input), input)


@method
def index_copy(input, dim, index, source):
    """x with the slices of source in place of those that a 1-D index names."""
    check_same_type("index_copy", input, source)
    return apply(ops.setitem, input, source, index=slices("index_copy", input, dim, index))


@method
def index_add(input, dim, index, source, *, alpha=1):
    """x plus alpha times the slices of source, at those that a 1-D index names."""
    check_same_type("index_add", input, source)
    source = source if alpha == 1 else mul(source, alpha)
    return apply(ops.scatter_add, input, source, index=slices("index_add", input, dim, index))


@method
def index_put(input, indices, values, accumulate=False):
    """x with x[indices] = values; accumulate: with x[indices] += values."""
    op = ops.scatter_add if accumulate else ops.setitem
    return apply(op, input, like(values, input), index=tuple(map(raw, indices)))


@method
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    """y = x, but y[index[i][j]][j] = src[i][j] for dim 0, and so on; src: a tensor or a number."""
    src = value if src is None else src
    if reduce == "add":
        return scatter_add(input, dim, index, src)
    if reduce is not None:
        raise NotImplementedError(f"scatter: reduce={reduce!r} is not offered; use scatter_reduce")
    return apply(ops.setitem, input, part("scatter", input, dim, index, src), index=at(dim, index))


@method
def scatter_add(input, dim, index, src):
    """y = x, but y[index[i][j]][j] += src[i][j] for dim 0, and so on."""
    src = part("scatter_add", input, dim, index, src)
    return apply(ops.scatter_add, input, src, index=at(dim, index))


@method
def addcmul(input, tensor1, tensor2, *, value=1):
    """x + value·tensor1·tensor2."""
    return add(input, mul(tensor1, tensor2), alpha=value)


@method
def addcdiv(input, tensor1, tensor2, *, value=1):
    """x + value·tensor1/tensor2."""
    return add(input, div(tensor1, tensor2), alpha=value)


@method
def lerp(input, end, weight):
    """x + weight·(end - x)."""
    return add(input, mul(sub(end, input), weight))


# Helpers


def slices(name, x, dim, index):
    """The index that names slices along a dimension."""
    if not -max(x.ndim, 1) <= dim < max(x.ndim, 1):
        raise IndexError(f"{name}: dimension {dim} is out of range for {x.ndim} dimensions")
    expect_indices(name, index, x.shape[dim] if x.ndim else 1, dim)
    index = raw(index)
    if not x.ndim:
        return (...,)
    if index.ndim > 1 or index.dtype.kind not in "iu":
        raise IndexError(
            f"{name}: the index must be a row of integers; got {tuple(index.shape)} {index.dtype}"
        )
    return (*[slice(None)] * (dim % max(x.ndim, 1)), index)


def at(dim, index):
    """The index of the elements that scatter writes to."""
    if not index.ndim:
        return (...,)
    return along(raw(index), dim)


def part(name, x, dim, index, src):
    """The part of src that scatter writes: as large as the index."""
    expect_indices(name, index, x.shape[dim] if x.ndim else 1, dim)
    if not isinstance(src, Variable) and not hasattr(src, "shape"):
        return src
    if src.ndim != index.ndim or x.ndim != index.ndim:
        raise RuntimeError(
            f"{name}: the index must have as many dimensions as the tensor {tuple(x.shape)} and "
            f"src {tuple(src.shape)}; got {tuple(index.shape)}"
        )
    if any(n > m for n, m in zip(index.shape, src.shape)):
        raise RuntimeError(
            f"{name}: the index {tuple(index.shape)} must not be larger than src "
            f"{tuple(src.shape)} in any dimension"
        )
    check_same_type(name, x, src)
    if src.shape == index.shape:
        return src
    return getitem(src, tuple(slice(n) for n in index.shape))


def check_same_type(name, x, other):
    """Raises RuntimeError for two tensors of different dtypes, which these functions do not mix."""
    if x.dtype != other.dtype:
        raise RuntimeError(
            f"{name}: both tensors must have one dtype; got {x.dtype} and {other.dtype}"
        )


def like(value, x):
    """A tensor in the dtype of x; a number as it is."""
    return cast(value, x.dtype) if isinstance(value, Variable) else value
