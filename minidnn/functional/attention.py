"""Attention for tensors: scaled_dot_product_attention, under PyTorch's name."""

import math

import numpy as np

from .. import backend, ops
from ..tape import apply
from .checks import expect_floating, expect_one_type, expect_tensor
from .index import raw
from .shape import expand, reshape, unsqueeze

__all__ = ["scaled_dot_product_attention"]  # of nn.functional


def scaled_dot_product_attention(
    query,
    key,
    value,
    attn_mask=None,
    dropout_p=0.0,
    is_causal=False,
    scale=None,
    enable_gqa=False,
):
    """softmax(query·keyᵀ·scale + mask)·value: (...,L,E), (...,S,E), (...,S,V) -> (...,L,V).

    attn_mask, broadcast to (...,L,S): booleans (True: the key counts) or numbers that are added.
    is_causal: query i sees keys 0 to i; scale: 1/√E if None; dropout_p acts on the weights, always.
    enable_gqa: the heads (dimension -3) of key and value serve several heads of query each.
    """
    name = "scaled_dot_product_attention"
    for x in (query, key, value):
        expect_tensor(name, x)
        expect_floating(name, x)
        expect_one_type(name, query, x)
    if is_causal and attn_mask is not None:
        raise RuntimeError(f"{name}: give attn_mask or is_causal=True, not both")
    if not 0 <= dropout_p <= 1:
        raise ValueError(f"{name}: dropout_p must be in [0, 1]; got {dropout_p}")
    if enable_gqa:
        key, value = (shared_heads(x, query) for x in (key, value))
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else float(scale)
    shape = (*scores_shape(query, key), query.shape[-2], key.shape[-2])
    if attn_mask is not None:
        check_mask(name, attn_mask, shape, query)
    drop = None
    if dropout_p:
        drop = backend.dropout_mask(np.empty_like(raw(query), shape=shape), dropout_p)
    options = {"scale": scale, "causal": bool(is_causal)}
    return apply(ops.attention, query, key, value, attn_mask, drop, **options)


def shared_heads(x, query):
    """Key or value with as many heads as the query: (...,G,S,E) -> (...,H,S,E), H a multiple."""
    if x.ndim < 3 or query.ndim < 3 or query.shape[-3] % x.shape[-3]:
        raise RuntimeError(
            f"scaled_dot_product_attention: with enable_gqa the heads of the query "
            f"{tuple(query.shape)} must be a multiple of those of key and value {tuple(x.shape)}"
        )
    times = query.shape[-3] // x.shape[-3]
    *batch, G, S, E = x.shape
    return reshape(expand(unsqueeze(x, -3), (*batch, G, times, S, E)), (*batch, G * times, S, E))


def scores_shape(query, key):
    """The leading dimensions of the scores; of the wrong lengths: RuntimeError."""
    try:
        return np.broadcast_shapes(tuple(query.shape[:-2]), tuple(key.shape[:-2]))
    except ValueError:
        raise RuntimeError(
            f"scaled_dot_product_attention: the batches of query {tuple(query.shape)} and key "
            f"{tuple(key.shape)} do not fit together"
        ) from None


def check_mask(name, mask, shape, query):
    """Raises for a mask of another dtype, or one that does not broadcast to the scores."""
    if mask.dtype.kind != "b" and mask.dtype != query.dtype:
        raise RuntimeError(
            f"{name}: attn_mask must be boolean or of the query's type {query.dtype}; got "
            f"{mask.dtype}"
        )
    own = tuple(mask.shape)
    if len(own) > len(shape) or any(n not in (1, m) for n, m in zip(own[::-1], shape[::-1])):
        raise RuntimeError(f"{name}: attn_mask must broadcast to the scores {shape}; got {own}")
