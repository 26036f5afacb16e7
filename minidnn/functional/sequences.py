"""The ops of sequence models, for tensors: embeddings, layer normalisation, GELU."""

import numpy as np

from .. import backend, ops
from ..ops import fast
from ..tape import apply
from ..versions import wrote
from .checks import expect_floating, expect_indices, expect_one_type, expect_tensor
from .index import raw

__all__ = ["embedding", "embedding_bag", "gelu", "layer_norm"]  # of nn.functional


def embedding(
    input,
    weight,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
):
    """weight[input]: input (...) of integers in [0, V), weight (V,D) -> (...,D).

    padding_idx: a row that gets no gradient. max_norm: rows that are used and have a larger norm
    are scaled down to it, in place. sparse has no meaning here: gradients are always dense.
    """
    padding_idx = checked("embedding", input, weight, padding_idx)
    if max_norm is not None:
        renorm_rows(weight, input, max_norm, norm_type)
    options = {"padding_idx": padding_idx, "scale_grad_by_freq": scale_grad_by_freq}
    return apply(ops.embedding, weight, raw(input), **options)


def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm=None,
    norm_type=2,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    """The sum, mean or maximum of the rows of every bag: weight (V,D) -> (B,D).

    input (B,L): bags of equal length; or (N,) with offsets (B,), where every bag begins.
    include_last_offset: the last offset is no bag, it is N. per_sample_weights, of the shape of
    input, for mode "sum": what each row is multiplied with.
    """
    padding_idx = checked("embedding_bag", input, weight, padding_idx)
    if mode not in ("sum", "mean", "max"):
        raise ValueError(f"embedding_bag: mode must be 'sum', 'mean' or 'max'; got {mode!r}")
    if scale_grad_by_freq and mode == "max":
        raise RuntimeError("embedding_bag: scale_grad_by_freq does not go with mode 'max'")
    factors = per_sample_weights
    if factors is not None and (mode != "sum" or factors.shape != input.shape):
        raise ValueError(
            f"embedding_bag: per_sample_weights need mode 'sum' and the shape of the input "
            f"{tuple(input.shape)}; got mode {mode!r} and {tuple(factors.shape)}"
        )
    index = raw(input)
    bags, number, longest = bags_of(index, raw(offsets), include_last_offset)
    if max_norm is not None:
        renorm_rows(weight, input, max_norm, norm_type)
    index, options = index.reshape(-1), {"number": number, "padding_idx": padding_idx}
    if mode == "max":
        if longest is None:  # on a device this waits: the table's size is not known before
            longest = int(np.max(np.bincount(bags))) if len(index) else 0
        return apply(
            ops.embedding_bag_max, weight, index, bags=bags, longest=max(longest, 1), **options
        )
    factors = None if factors is None else factors.reshape(-1)
    options |= {"bags": bags, "mode": mode, "scale_grad_by_freq": scale_grad_by_freq}
    return apply(ops.embedding_bag, weight, index, factors, **options)


def bags_of(index, offsets, include_last_offset):
    """(bag number of every row, how many bags, the longest bag if it is known)."""
    if index.ndim == 2:
        if offsets is not None:
            raise ValueError("embedding_bag: an input (B, L) is B bags, so offsets must be None")
        B, L = index.shape
        row = np.arange(B, like=index)[:, None]
        return np.broadcast_to(row, index.shape).reshape(-1), B, L
    if index.ndim != 1 or offsets is None or offsets.ndim != 1:
        raise ValueError(
            f"embedding_bag: expected an input (B, L), or (N,) with offsets (B,); got "
            f"{tuple(index.shape)} and offsets {None if offsets is None else tuple(offsets.shape)}"
        )
    number = len(offsets) - bool(include_last_offset)
    if backend.is_host(offsets) and number > 0:
        ordered = offsets[0] == 0 and (np.diff(offsets) >= 0).all() and offsets[-1] <= len(index)
        if not ordered:
            raise RuntimeError(
                f"embedding_bag: offsets must begin with 0, not fall, and not be larger than the "
                f"input's length {len(index)}; got {offsets.tolist()}"
            )
    begun = offsets[:number]
    order = np.arange(len(index), like=index)
    return np.searchsorted(begun, order, side="right") - 1, number, None


def renorm_rows(weight, input, max_norm, norm_type):
    """Scale the rows that an index takes down to a norm, in place, without a gradient."""
    table, index = raw(weight), raw(input).reshape(-1)
    rows = table[index]
    size = (np.abs(rows) ** norm_type).sum(axis=1, keepdims=True) ** (1.0 / norm_type)
    smaller = np.where(size > max_norm, max_norm / (size + 1e-7), np.ones_like(size))
    table[index] = rows * smaller.astype(rows.dtype)
    wrote(table)


def checked(name, input, weight, padding_idx):
    """padding_idx from 0, after a look at the index and the table."""
    expect_tensor(name, input)
    if weight.ndim != 2:
        raise ValueError(f"{name}: weight must be (V, D); got {tuple(weight.shape)}")
    V = weight.shape[0]
    if input.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: the input must hold integers; got {input.dtype}: use .long()")
    expect_indices(name, input, V, 0)
    if padding_idx is None:
        return None
    if not -V <= padding_idx < V:
        raise ValueError(f"{name}: padding_idx must be in [-{V}, {V}); got {padding_idx}")
    return padding_idx % V


def gelu(x, *, approximate="none"):
    """x·Φ(x), Φ the normal distribution function; approximate="tanh": a formula with tanh."""
    expect_tensor("gelu", x)
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"gelu: approximate must be 'none' or 'tanh'; got {approximate!r}")
    expect_floating("gelu", x)
    return apply(fast.gelu, x, approximate=approximate)


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    """(x - mean)/√(var + eps)·weight + bias over the last axes, whose shape is normalized_shape."""
    expect_tensor("layer_norm", x)
    expect_floating("layer_norm", x)
    shape = tuple(normalized_shape)
    if not shape or tuple(x.shape[-len(shape) :]) != shape:
        raise RuntimeError(
            f"layer_norm: the input must end with the dimensions {shape}; got {tuple(x.shape)}"
        )
    for parameter in (weight, bias):
        if parameter is not None:
            expect_one_type("layer_norm", x, parameter)
    return apply(fast.layer_norm, x, weight, bias, dims=len(shape), eps=eps)
