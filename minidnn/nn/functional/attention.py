"""Attention with several heads, as a function: projections, masks, attention, projection."""

from typing import Any

import numpy as np

from ... import functional as F
from ...functional.attention import scaled_dot_product_attention
from ...tensor import Tensor
from .dropping import dropout

__all__ = ["multi_head_attention_forward"]


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """The outputs (L,N,E) or (L,E), and the weights (N,L,S) (None unless need_weights).

    query (L,N,E), key and value (S,N,·), or without N. Masks are True, or -inf, where a key does
    not count: attn_mask (L,S) or (N·heads,L,S), key_padding_mask (N,S). A query without any key
    gets 0.
    """
    alone = check_inputs(query, key, value, embed_dim_to_check, num_heads)
    if is_causal and attn_mask is None:
        raise RuntimeError("multi_head_attention: is_causal=True is a hint; give attn_mask too")
    if alone:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    L, N, E = query.shape
    weights = in_proj_weight
    if use_separate_proj_weight:
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)  # type: ignore[assignment]
    q, k, v = projected(query, key, value, weights, in_proj_bias)
    mask = merged_mask(attn_mask, key_padding_mask, (N, num_heads, L, len(key)), query)
    extra = 0
    if bias_k is not None and bias_v is not None:
        k, v = (F.cat([x, b.expand(1, N, E)]) for x, b in ((k, bias_k), (v, bias_v)))
        extra += 1
    q, k, v = (heads_first(x, num_heads) for x in (q, k, v))
    k = k if static_k is None else static_k.reshape(N, num_heads, -1, E // num_heads)
    v = v if static_v is None else static_v.reshape(N, num_heads, -1, E // num_heads)
    if add_zero_attn:
        empty = k.new_zeros(N, num_heads, 1, E // num_heads)
        k, v = (F.cat([x, empty], dim=2) for x in (k, v))
        extra += 1
    if mask is not None and extra:  # what was added to the keys always counts
        free = mask.new_zeros(*mask.shape[:-1], extra)
        mask = F.cat([mask, free], dim=-1)
    p = dropout_p if training else 0.0
    shares = None
    if need_weights:
        scores = (q * (E // num_heads) ** -0.5) @ k.transpose(-2, -1)
        shares = dropout(softmax_safe(scores, mask), p)
        y = shares @ v
        shares = shares.mean(1) if average_attn_weights else shares
    else:
        y = scaled_dot_product_attention(q, k, v, mask, p)
    y = y.permute(2, 0, 1, 3).reshape(L, N, E)
    y = F.linear(y, out_proj_weight, out_proj_bias)
    if alone:
        return y.squeeze(1), None if shares is None else shares.squeeze(0)
    return y, shares


def projected(query: Tensor, key: Tensor, value: Tensor, weights: Any, bias: Any) -> Any:
    """Queries, keys and values (·,N,E); one product where they come from the same input."""
    E = query.shape[-1]
    biases = [None] * 3 if bias is None else [bias[i * E : (i + 1) * E] for i in range(3)]
    if isinstance(weights, tuple):
        parts = zip((query, key, value), weights, biases)
        return [F.linear(x, w, b) for x, w, b in parts]
    if query is key and key is value:
        return F.linear(query, weights, bias).chunk(3, -1)
    q = F.linear(query, weights[:E], biases[0])
    if key is value:
        kv = F.linear(key, weights[E:], None if bias is None else bias[E:])
        return [q, *kv.chunk(2, -1)]
    k = F.linear(key, weights[E : 2 * E], biases[1])
    return [q, k, F.linear(value, weights[2 * E :], biases[2])]


def heads_first(x: Tensor, heads: int) -> Tensor:
    """(S,N,E) -> (N,heads,S,E/heads)."""
    S, N, E = x.shape
    return x.reshape(S, N, heads, E // heads).permute(1, 2, 0, 3)


def softmax_safe(scores: Tensor, mask: Tensor | None) -> Tensor:
    """The softmax of scores + mask; a row that is -inf everywhere gives 0, not NaN."""
    if mask is None:
        return F.softmax(scores, -1)
    scores = scores + mask
    none = F.untaped(np.isneginf, scores.detach()).all(dim=-1, keepdim=True)
    return F.softmax(scores.masked_fill(none, 0.0), -1).masked_fill(none, 0.0)


def merged_mask(attn: Tensor | None, padding: Tensor | None, shape: tuple, like: Tensor) -> Any:
    """Both masks as one that is added to the scores (N,heads,L,S), or broadcasts to them."""
    N, H, L, S = shape
    merged = None
    if attn is not None:
        if tuple(attn.shape) not in ((L, S), (N * H, L, S)):
            raise RuntimeError(
                f"multi_head_attention: attn_mask must be {(L, S)} or {(N * H, L, S)}; got "
                f"{tuple(attn.shape)}"
            )
        merged = added("attn_mask", attn, like)
        merged = merged.reshape(1, 1, L, S) if attn.ndim == 2 else merged.reshape(N, H, L, S)
    if padding is not None:
        if tuple(padding.shape) != (N, S):
            raise RuntimeError(
                f"multi_head_attention: key_padding_mask must be {(N, S)}; got "
                f"{tuple(padding.shape)}"
            )
        row = added("key_padding_mask", padding, like).reshape(N, 1, 1, S)
        merged = row if merged is None else merged + row
    return merged


def added(name: str, mask: Tensor, like: Tensor) -> Tensor:
    """A mask as numbers to add: -inf where a boolean one is True."""
    if mask.dtype.kind == "b":
        return like.new_zeros(*mask.shape).masked_fill(mask, float("-inf"))
    if mask.dtype.kind != "f":
        raise RuntimeError(
            f"multi_head_attention: {name} must be boolean or floating; got {mask.dtype}"
        )
    return mask.to(like.dtype)


def check_inputs(query: Tensor, key: Tensor, value: Tensor, width: int, heads: int) -> bool:
    """Whether there is no batch. Raises for shapes that do not fit."""
    if query.ndim not in (2, 3) or key.ndim != query.ndim or value.ndim != query.ndim:
        raise ValueError(
            "multi_head_attention: query, key and value must all be (length, batch, features), or "
            f"(length, features); got {tuple(query.shape)}, {tuple(key.shape)}, "
            f"{tuple(value.shape)}"
        )
    if query.shape[-1] != width:
        raise RuntimeError(
            f"multi_head_attention: the query must have embed_dim {width} features; got "
            f"{tuple(query.shape)}"
        )
    if key.shape[:-1] != value.shape[:-1] or key.shape[1:-1] != query.shape[1:-1]:
        raise RuntimeError(
            "multi_head_attention: key and value must have one length, and all one batch; got "
            f"query {tuple(query.shape)}, key {tuple(key.shape)}, value {tuple(value.shape)}"
        )
    if width % heads:
        raise ValueError(
            f"multi_head_attention: embed_dim {width} must be divisible by num_heads {heads}"
        )
    return query.ndim == 2
