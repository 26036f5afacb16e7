"""Attention: every query takes the mean of all values, weighed by how well their keys fit it."""

import numpy as np

from ..elsewhere import with_kernels
from .broadcast import sum_to


@with_kernels
def attention(q, k, v, mask, drop, *, scale, causal=False):
    """y = softmax(q·kᵀ·scale + mask)·v:  q (...,L,E), k (...,S,E), v (...,S,V) -> (...,L,V).

    mask: None, booleans (True: this key counts for this query) or numbers that are added; it
    broadcasts to (...,L,S).  causal: query i sees the keys 0 to i only.  drop: None, or a mask
    that holds 0 where a weight is dropped and 1/(1-p) where it stays.  A query without any key
    gets 0.

    Source: Vaswani et al. 2017, "Attention is all you need", equation 1.
    """
    check(q, k, v)
    weights = attention_weights(q, k, mask, scale, causal)
    dropped = weights if drop is None else weights * drop
    y = dropped @ v
    known = []

    def dscores(dy):
        """Backward through the softmax: weights·(dweights - Σ dweights·weights)."""
        if not known or known[0] is not dy:
            dweights = dy @ v.swapaxes(-1, -2)
            if drop is not None:
                dweights = dweights * drop
            along = (dweights * weights).sum(axis=-1, keepdims=True)
            known[:] = dy, weights * (dweights - along)
        return known[1]

    added = mask is not None and mask.dtype.kind == "f"
    return (
        y,
        lambda dy: sum_to((dscores(dy) @ k) * scale, q.shape),
        lambda dy: sum_to((dscores(dy).swapaxes(-1, -2) @ q) * scale, k.shape),
        lambda dy: sum_to(dropped.swapaxes(-1, -2) @ dy, v.shape),
        (lambda dy: sum_to(dscores(dy), mask.shape)) if added else None,
        None,
    )


def self_attention(qkv, drop, *, heads):
    """Causal attention of a sequence to itself, by every head:  qkv (N,T,3·C) -> (N,T,C).

    qkv holds queries, keys and values beside each other, each the `heads` heads one after the
    other; drop is a mask (N,heads,T,T) or None.
    """
    N, T, width = qkv.shape
    if width % (3 * heads):
        raise ValueError(f"self_attention: {width} numbers are no q, k, v of {heads} heads")
    E = width // (3 * heads)
    q, k, v = qkv.reshape(N, T, 3, heads, E).transpose(2, 0, 3, 1, 4)
    y, *rules = attention(q, k, v, None, drop, scale=E**-0.5, causal=True)

    def dqkv(dy):
        dy = dy.reshape(N, T, heads, E).transpose(0, 2, 1, 3)
        g = np.stack([rule(dy) for rule in rules[:3]])
        return g.transpose(1, 3, 0, 2, 4).reshape(N, T, width)

    return y.transpose(0, 2, 1, 3).reshape(N, T, width // 3), dqkv, None


def attention_weights(q, k, mask, scale, causal):
    """softmax(q·kᵀ·scale + mask) along the keys: (...,L,S)."""
    scores = (q * scale) @ k.swapaxes(-1, -2)
    if causal:
        seen = np.tril(np.ones_like(scores, shape=scores.shape[-2:], dtype=bool))
        scores = np.where(seen, scores, np.full_like(scores, -np.inf))
    if mask is not None:
        plain = mask.dtype.kind == "f"
        scores = scores + mask if plain else np.where(mask, scores, np.full_like(scores, -np.inf))
    top = scores.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, np.zeros_like(top))  # no key at all: -inf - -inf is NaN
    weights = np.exp(scores - top)
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, np.ones_like(total))


def attend(q, k, v, *, scale):
    """attention without masks and rules: what one more token needs, in the fewest steps."""
    e = (q * scale) @ k.swapaxes(-1, -2)
    e -= e.max(axis=-1, keepdims=True)
    np.exp(e, out=e)
    y = e @ v
    y /= e.sum(axis=-1, keepdims=True)
    return y


def check(q, k, v):
    """Raises ValueError where queries, keys and values do not fit together."""
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ValueError(
            f"attention: expected (..., L, E), (..., S, E) and (..., S, V); got {q.shape}, "
            f"{k.shape} and {v.shape}"
        )
    if q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2]:
        raise ValueError(
            f"attention: queries {q.shape} and keys {k.shape} must have one width, keys and "
            f"values {v.shape} one length"
        )
