"""Sums as einsum; the softmax written out; the text as a new list each time."""

import numpy as np

from minidnn.course import (
    block,
    block_backward,
    embed,
    embed_backward,
    layer_norm,
    layer_norm_backward,
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)

EPS = 1e-5


def of_block(params, i):
    """The parameters of block i, under the names that `block` knows."""
    return {name[2:]: p for name, p in params.items() if name.startswith(f"{i}.")}


def depth_of(params):
    """The number of blocks."""
    return sum(name.endswith(".up") for name in params)


def gpt_scores(params, tokens, heads):
    """A score for each letter at every place: (N, T) -> (N, T, V)."""
    x = embed(tokens, params["table"], params["places"])
    for i in range(depth_of(params)):
        x = block(x, of_block(params, i), heads)
    scores = layer_norm(x, params["gamma"], params["beta"], EPS) @ params["table"].T
    return scores


def gpt_gradients(params, tokens, targets, heads):
    """The loss, and a dictionary with the gradient of every parameter."""
    grads = {}
    xs = [embed(tokens, params["table"], params["places"])]
    for i in range(depth_of(params)):
        xs.append(block(xs[-1], of_block(params, i), heads))
    last = layer_norm(xs[-1], params["gamma"], params["beta"], EPS)
    scores = last @ params["table"].T
    rows, labels = scores.reshape(-1, scores.shape[2]), targets.reshape(-1)
    log_p = log_softmax(rows)
    loss = nll_loss(labels, log_p)
    dl_dscores = log_softmax_backward(rows, nll_loss_backward(labels, log_p)).reshape(scores.shape)
    from_scores = np.einsum("ntv,ntd->vd", dl_dscores, last)
    dl_dx, grads["gamma"], grads["beta"] = layer_norm_backward(
        xs[-1], params["gamma"], EPS, dl_dscores @ params["table"]
    )
    for i in range(depth_of(params) - 1, -1, -1):
        dl_dx, own = block_backward(xs[i], of_block(params, i), heads, dl_dx)
        for name in own:
            grads[f"{i}.{name}"] = own[name]
    table, grads["places"] = embed_backward(tokens, params["table"], params["places"], dl_dx)
    grads["table"] = table + from_scores
    return loss, grads


def write_text(params, tokens, count, heads, rng):
    """The tokens and `count` more, drawn one by one."""
    tokens = list(tokens)
    while count > 0:
        latest = tokens[max(0, len(tokens) - len(params["places"])) :]
        scores = gpt_scores(params, np.array(latest)[None], heads)[0][-1]
        p = np.exp(scores - scores.max())
        tokens = [*tokens, rng.choice(np.arange(len(p)), p=p / p.sum())]
        count -= 1
    return tokens
