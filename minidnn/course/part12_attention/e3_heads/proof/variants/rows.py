"""All words of all texts as the rows of one matrix."""

from minidnn.course import attention, attention_backward


def split_heads(x, heads):
    n, t, d = x.shape
    return x.reshape(n, t, heads, -1).swapaxes(1, 2).reshape(n * heads, t, -1)


def merge_heads(x, heads):
    n = len(x) // heads
    return x.reshape(n, heads, x.shape[1], -1).swapaxes(1, 2).reshape(n, x.shape[1], -1)


def multi_head(x, w, heads, causal):
    rows = x.reshape(-1, x.shape[2])
    q, k, v = (split_heads((rows @ w[name]).reshape(x.shape), heads) for name in "qkv")
    y = merge_heads(attention(q, k, v, causal)[0], heads)
    return (y.reshape(rows.shape) @ w["o"]).reshape(x.shape)


def multi_head_backward(x, w, heads, causal, dl_dy):
    rows, upstream = x.reshape(-1, x.shape[2]), dl_dy.reshape(-1, x.shape[2])
    q, k, v = (split_heads((rows @ w[name]).reshape(x.shape), heads) for name in "qkv")
    y, weights = attention(q, k, v, causal)
    d_merged = (upstream @ w["o"].T).reshape(x.shape)
    dq, dk, dv = attention_backward(q, k, v, weights, split_heads(d_merged, heads))
    dq, dk, dv = (merge_heads(d, heads).reshape(rows.shape) for d in (dq, dk, dv))
    dx = dq @ w["q"].T + dk @ w["k"].T + dv @ w["v"].T
    grads = {"q": rows.T @ dq, "k": rows.T @ dk, "v": rows.T @ dv}
    grads["o"] = merge_heads(y, heads).reshape(rows.shape).T @ upstream
    return dx.reshape(x.shape), grads
