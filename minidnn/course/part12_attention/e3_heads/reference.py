"""The right answer to exercise 12.3, multi_head."""

import numpy as np

from ..e1_attention.reference import attention
from ..e2_attention_backward.reference import attention_backward


def split_heads(x, heads):
    n, t, d = x.shape
    parts = x.reshape(n, t, heads, d // heads)
    return parts.transpose(0, 2, 1, 3).reshape(n * heads, t, d // heads)


def merge_heads(x, heads):
    rows, t, width = x.shape
    apart = x.reshape(rows // heads, heads, t, width)
    return apart.swapaxes(1, 2).reshape(rows // heads, t, heads * width)


def multi_head(x, w, heads, causal):
    q = split_heads(x @ w["q"], heads)
    k = split_heads(x @ w["k"], heads)
    v = split_heads(x @ w["v"], heads)
    y, _ = attention(q, k, v, causal)
    return merge_heads(y, heads) @ w["o"]


def multi_head_backward(x, w, heads, causal, dl_dy):
    q, k, v = (split_heads(x @ w[name], heads) for name in "qkv")
    y, weights = attention(q, k, v, causal)
    both = ((0, 1), (0, 1))
    grads = {"o": np.tensordot(merge_heads(y, heads), dl_dy, axes=both)}
    dl_dheads = split_heads(dl_dy @ w["o"].T, heads)
    dl_dx = np.zeros_like(x)
    slopes = attention_backward(q, k, v, weights, dl_dheads)
    for name, slope in zip("qkv", slopes):
        slope = merge_heads(slope, heads)
        grads[name] = np.tensordot(x, slope, axes=both)
        dl_dx = dl_dx + slope @ w[name].T
    return dl_dx, grads
