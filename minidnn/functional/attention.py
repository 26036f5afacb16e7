"""Attention for tensors: scaled_dot_product_attention, under PyTorch's name."""

import math

import numpy as np

from .. import backend, ops
from ..ops import fast
from ..ops.attention import attend
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
    return apply(fast.attention, query, key, value, attn_mask, drop, **options)


def self_attention(qkv, heads, dropout_p=0.0):
    """Causal attention of a sequence to itself, all heads at once: (N,T,3·C) -> (N,T,C)."""
    expect_floating("self_attention", qkv)
    drop, (N, T, _) = None, qkv.shape
    if dropout_p:
        drop = backend.dropout_mask(np.empty_like(raw(qkv), shape=(N, heads, T, T)), dropout_p)
    return apply(fast.self_attention, qkv, drop, heads=heads)


def cached_attention(qkv, heads, memory):
    """The same for tokens that follow those in a memory, without a gradient: (N,T,3·C) -> (N,T,C).

    memory: `array` (2,N,heads,block,E) of keys and values, of which `length` are filled; these
    tokens' are added.
    """
    array, (N, T, width), past = raw(qkv), qkv.shape, memory.length
    q, k, v = array.reshape(N, T, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    keys, values = memory.array[:, :, :, : past + T]
    keys[:, :, past:], values[:, :, past:] = k, v
    memory.length += T
    scale = q.shape[-1] ** -0.5
    if T == 1:
        y = attend(q, keys, values, scale=scale)
    else:
        seen = np.tril(np.ones_like(q, shape=(T, past + T), dtype=bool), past)
        y, *_ = ops.attention(q, keys, values, seen, None, scale=scale)
    return qkv.result(y.transpose(0, 2, 1, 3).reshape(N, T, width // 3))


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
