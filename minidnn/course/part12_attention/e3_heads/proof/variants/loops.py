"""Loops over texts and heads."""

import numpy as np

from minidnn.course import attention, attention_backward


def split_heads(x, heads):
    size = x.shape[2] // heads
    return np.array([text[:, h * size : (h + 1) * size] for text in x for h in range(heads)])


def merge_heads(x, heads):
    size = x.shape[2]
    y = np.zeros((len(x) // heads, x.shape[1], heads * size))
    for row, part in enumerate(x):
        h = row % heads
        y[row // heads, :, h * size : (h + 1) * size] = part
    return y


def multi_head(x, w, heads, causal):
    q, k, v = (split_heads(x @ w[name], heads) for name in ("q", "k", "v"))
    return merge_heads(attention(q, k, v, causal)[0], heads) @ w["o"]


def multi_head_backward(x, w, heads, causal, dl_dy):
    q, k, v = (split_heads(x @ w[name], heads) for name in ("q", "k", "v"))
    y, weights = attention(q, k, v, causal)
    upstream = split_heads(dl_dy @ w["o"].T, heads)
    slopes = [merge_heads(s, heads) for s in attention_backward(q, k, v, weights, upstream)]
    merged, grads, dl_dx = merge_heads(y, heads), {}, np.zeros(x.shape)
    grads["o"] = sum(a.T @ b for a, b in zip(merged, dl_dy))
    for name, slope in zip(("q", "k", "v"), slopes):
        grads[name] = sum(a.T @ b for a, b in zip(x, slope))
        dl_dx += slope @ w[name].T
    return dl_dx, grads
