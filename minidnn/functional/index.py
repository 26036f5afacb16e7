"""Picking elements, for tensors: indexing gather index_select where masked_fill one_hot."""

import numpy as np

from .. import backend, ops
from ..dtypes import cast, promoted, result_type
from ..tape import Variable, apply
from ..views import view
from .checks import expect_indices, expect_mask
from .declare import method
from .shape import expand, reshape

__all__ = ["gather", "index_select", "masked_fill", "masked_select", "nonzero", "where"]


def raw(x):
    """The array of a tensor, anything else as it is."""
    return x.array if isinstance(x, Variable) else x


def plain_index(index):
    """An index with arrays in place of tensors and lists."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, list):
        return np.asarray([raw(part) for part in index], dtype=None if index else np.int64)
    index = raw(index)
    if getattr(index, "dtype", None) is not None and index.dtype.kind not in "iub":
        raise TypeError(f"an index must hold integers or booleans; got {index.dtype}")
    return index


def getitem(x, index):
    """x[index]."""
    index = plain_index(index)
    if x.ndim == 0 and isinstance(index, int | np.integer) and not isinstance(index, bool):
        raise IndexError(  # loss.data[0] in programs older than PyTorch 0.5
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` "
            "in C++ to convert a 0-dim tensor to a number"
        )
    copies = any(isinstance(part, list) or getattr(part, "ndim", 0) for part in parts(index))
    return (apply if copies else view)(ops.getitem, x, index=index)


def parts(index):
    """What stands between the commas of an index."""
    return index if isinstance(index, tuple) else (index,)


@method
def gather(input, dim, index, *, sparse_grad=False):
    """y[i][j] = x[index[i][j]][j] for dim 0, and so on: the shape of index."""
    if input.ndim == 0:
        return apply(ops.copy, input) if not index.ndim else expand(input, tuple(index.shape))
    if not raw(index).size:
        return getitem(reshape(input, -1), raw(index))
    if index.ndim != input.ndim:
        raise ValueError(
            f"gather: index must have as many dimensions as the tensor {tuple(input.shape)}; "
            f"got index {tuple(index.shape)}"
        )
    dim = dim % input.ndim if -input.ndim <= dim < input.ndim else dim
    if any(n > m for d, (n, m) in enumerate(zip(index.shape, input.shape)) if d != dim):
        raise RuntimeError(
            f"gather: the index {tuple(index.shape)} must not be larger than the tensor "
            f"{tuple(input.shape)} in any dimension but {dim}"
        )
    expect_indices("gather", index, input.shape[dim], dim)
    return apply(ops.gather, input, index, axis=dim)


@method
def index_select(input, dim, index):
    """The slices along a dimension that a 1-D index names."""
    expect_indices("index_select", index, input.shape[dim] if input.ndim else 1, dim)
    if not input.ndim:
        return input
    return apply(ops.index_select, input, index, axis=dim)


@method
def masked_select(input, mask):
    """The elements where the mask holds, as one row."""
    expect_mask("masked_select", mask)
    mask = raw(mask)
    shape = np.broadcast_shapes(mask.shape, tuple(input.shape))
    input = input if shape == tuple(input.shape) else apply(ops.expand, input, shape=shape)
    return getitem(input, np.broadcast_to(mask, shape))


@method
def masked_fill(input, mask, value):
    """x with a number where the mask holds."""
    expect_mask("masked_fill", mask)
    if isinstance(value, Variable):
        if value.ndim:
            raise RuntimeError(
                f"masked_fill: the value must have no dimensions; got {tuple(value.shape)}"
            )
        if value.requires_grad:
            return apply(ops.where, mask, cast(value, input.dtype), input)
        value = value.array.item()
    return apply(ops.masked_fill, input, mask, value=value)


def where(condition, input=None, other=None):
    """x where the condition holds, y elsewhere; with one argument the indices where it holds."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if getattr(condition, "dtype", None) is not None and condition.dtype.kind not in "bu":
        raise RuntimeError(
            f"where: the condition must be boolean; got {condition.dtype}: use condition != 0"
        )
    if any(isinstance(a, Variable) for a in (condition, input, other)):
        dtype = result_type(input, other)
        pair = promoted(input, other)
        input, other = (cast(a, dtype) if hasattr(a, "dtype") else a for a in pair)
        # a plain number takes the other's type, which np.where would not give it
        input, other = (a if hasattr(a, "dtype") else dtype.type(a) for a in (input, other))
    return apply(ops.where, condition, input, other)


@method
def nonzero(input, *, as_tuple=False):
    """The indices of the elements that are not 0: (count, dims), or a tuple of 1-D tensors."""
    array = raw(input)
    if not array.ndim:
        found = np.nonzero(array.reshape(1))
        if as_tuple:
            return tuple(map(input.result, found))
        return input.result(found[0].reshape(-1, 1)[:, :0])
    places = [input.result(place) for place in np.nonzero(array)]
    return tuple(places) if as_tuple else apply(ops.stack, *places, axis=1)


def one_hot(labels, num_classes=-1):
    """1 at [..., labels], 0 elsewhere: (...) -> (..., C) int64."""
    if labels.dtype.kind not in "iu":
        raise RuntimeError(f"one_hot: the labels must be integers; got {labels.dtype}: use .long()")
    if num_classes < 0:
        num_classes = int(np.max(raw(labels))) + 1
    array = raw(labels)
    if array.size and backend.is_host(array) and not 0 <= array.min() <= array.max() < num_classes:
        wrong = array.min() if array.min() < 0 else array.max()
        raise RuntimeError(f"one_hot: labels must be in [0, {num_classes}); got {wrong}")
    return apply(ops.one_hot, labels, num_classes=num_classes)
