"""Heads cut out one by one, sums as einsum."""

import numpy as np

from minidnn.course import attention, attention_backward


def split_heads(x, heads):
    pieces = np.split(x, heads, axis=2)
    return np.stack(pieces, axis=1).reshape(-1, x.shape[1], x.shape[2] // heads)


def merge_heads(x, heads):
    return np.stack([np.concatenate(x[i : i + heads], axis=1) for i in range(0, len(x), heads)])


def multi_head(x, w, heads, causal):
    q, k, v = [split_heads(np.einsum("ntd,de->nte", x, w[name]), heads) for name in "qkv"]
    return np.einsum("ntd,de->nte", merge_heads(attention(q, k, v, causal)[0], heads), w["o"])


def multi_head_backward(x, w, heads, causal, dl_dy):
    q, k, v = [split_heads(x @ w[name], heads) for name in "qkv"]
    y, weights = attention(q, k, v, causal)
    back = attention_backward(q, k, v, weights, split_heads(dl_dy @ w["o"].T, heads))
    back = dict(zip("qkv", (merge_heads(b, heads) for b in back)))
    grads = {name: np.einsum("ntd,nte->de", x, back[name]) for name in "qkv"}
    grads["o"] = np.einsum("ntd,nte->de", merge_heads(y, heads), dl_dy)
    return sum(back[name] @ w[name].T for name in "qkv"), grads
