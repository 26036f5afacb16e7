"""A solution of exercise 12.3, one block for each blank of the page, in its order."""

import numpy as np

from minidnn.course import attention, attention_backward


def split_heads(x, heads):
    """(N, T, D) -> (N * heads, T, D / heads)."""
    #### BEGIN IMPLEMENTATION ####
    n, t, d = x.shape
    y = x.reshape(n, t, heads, d // heads).transpose(0, 2, 1, 3)
    y = y.reshape(n * heads, t, d // heads)
    #### END IMPLEMENTATION ####
    return y


def merge_heads(x, heads):
    """(N * heads, T, D / heads) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    _, t, d = x.shape
    y = x.reshape(-1, heads, t, d).transpose(0, 2, 1, 3)
    y = y.reshape(-1, t, heads * d)
    #### END IMPLEMENTATION ####
    return y


def multi_head(x, w, heads, causal):
    """(N, T, D) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    q, k, v = (split_heads(x @ w[name], heads) for name in "qkv")
    y = merge_heads(attention(q, k, v, causal)[0], heads) @ w["o"]
    #### END IMPLEMENTATION ####
    return y


def multi_head_backward(x, w, heads, causal, dl_dy):
    """The gradient for x, and a dictionary with those for the four matrices."""
    #### BEGIN IMPLEMENTATION ####
    # the way forward, up to the results of the heads
    q, k, v = (split_heads(x @ w[name], heads) for name in "qkv")
    y, weights = attention(q, k, v, causal)
    both = ((0, 1), (0, 1))
    # through the last matrix, then through the attention
    grads = {"o": np.tensordot(merge_heads(y, heads), dl_dy, axes=both)}
    slopes = attention_backward(q, k, v, weights, split_heads(dl_dy @ w["o"].T, heads))
    # through the three matrices: dl_dx is a sum
    dl_dx = 0
    for name, slope in zip("qkv", slopes):
        slope = merge_heads(slope, heads)
        grads[name] = np.tensordot(x, slope, axes=both)
        dl_dx = dl_dx + slope @ w[name].T
    #### END IMPLEMENTATION ####
    return dl_dx, grads
