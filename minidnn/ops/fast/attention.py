"""Attention of several heads, a few texts at a time, so that their weights stay in the cache.

Not the rows of the weights are divided by their sums, but the shorter ones of the result.
"""

import numpy as np

from ..attention import attention as simple_attention
from ..attention import check
from ..attention import self_attention as simple_self_attention
from ..recurrent import once
from .blocks import in_blocks
from .product import suited

SMALL = 1 << 13  # weights below which the simple op is as fast


def attention(q, k, v, mask, drop, *, scale, causal=False):
    """The same as minidnn.ops.attention; y (N,H,L,V) lies in memory as (N,L,H,V)."""
    fits = q.ndim == 4 and mask is None and q.shape[:2] == k.shape[:2] == v.shape[:2]
    if not (fits and suited(q, k, v, drop) and q.size // q.shape[-1] * k.shape[-2] >= SMALL):
        return simple_attention(q, k, v, mask, drop, scale=scale, causal=causal)
    check(q, k, v)
    y, backward = forward(q, k, v, drop, scale, causal)
    shared = once(lambda dy: backward(dy, *map(np.empty_like, (q, k, v))))
    rules = (lambda dy, i=i: shared((dy,))[i] for i in range(3))
    return y, *rules, None, None


def self_attention(qkv, drop, *, heads):
    """The same as minidnn.ops.self_attention."""
    N, T, width = qkv.shape
    if not suited(qkv, drop) or N * heads * T * T < SMALL or width % (3 * heads):
        return simple_self_attention(qkv, drop, heads=heads)
    shape = (N, T, 3, heads, width // 3 // heads)
    q, k, v = qkv.reshape(shape).transpose(2, 0, 3, 1, 4)
    y, backward = forward(q, k, v, drop, shape[-1] ** -0.5, causal=True)

    def dqkv(dy):
        g = np.empty(shape, qkv.dtype)
        rows = dy.reshape(N, T, heads, -1).transpose(0, 2, 1, 3)
        backward(rows, *g.transpose(2, 0, 3, 1, 4))
        return g.reshape(qkv.shape)

    return y.transpose(0, 2, 1, 3).reshape(N, T, width // 3), dqkv, None


def forward(q, k, v, drop, scale, causal):
    """y (N,H,L,V), and a function that writes the gradients of q, k and v into given arrays."""
    N, H, L, _ = q.shape
    S = k.shape[2]
    weights, inverse = np.empty((N, H, L, S), q.dtype), np.empty((N, H, L, 1), q.dtype)
    y = np.empty((N, L, H, v.shape[3]), q.dtype).transpose(0, 2, 1, 3)
    hidden = np.triu(np.full((L, S), -np.inf, q.dtype), 1) if causal else None
    ones = np.ones((S, 1), q.dtype)

    def ahead(part):
        e, down = weights[part], inverse[part]
        np.matmul(q[part] * scale, k[part].swapaxes(-1, -2), out=e)
        if causal:
            e += hidden
        e -= e.max(axis=-1, keepdims=True)
        np.exp(e, out=e)
        np.divide(1.0, e @ ones, out=down)
        np.multiply((e if drop is None else e * drop[part]) @ v[part], down, out=y[part])

    def backward(dy, dq, dk, dv):
        def back(part):
            e, down = weights[part], inverse[part]
            g = dy[part] * down
            used = e if drop is None else e * drop[part]
            np.matmul(used.swapaxes(-1, -2), g, out=dv[part])
            scores = g @ v[part].swapaxes(-1, -2)
            if drop is not None:
                scores *= drop[part]
            # Σ over the keys of weight·gradient is y·dy, which is shorter
            scores -= np.einsum("nhlv,nhlv->nhl", g, y[part])[..., None]
            scores *= e
            np.matmul(scores, k[part] * scale, out=dq[part])
            np.matmul(scores.swapaxes(-1, -2), q[part] * scale, out=dk[part])

        in_blocks(back, N, H * L * S, row=S)
        return dq, dk, dv

    in_blocks(ahead, N, H * L * S, row=S)
    return y, backward
