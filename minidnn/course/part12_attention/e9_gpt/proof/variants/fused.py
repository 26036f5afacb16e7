"""The gradient of the scores as belief minus truth."""

import numpy as np

from minidnn.course import (
    block,
    block_backward,
    embed,
    embed_backward,
    layer_norm,
    layer_norm_backward,
    log_softmax,
    nll_loss,
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
    rows, labels = scores.reshape(-1, scores.shape[2]), targets.flatten()
    log_p = log_softmax(rows)
    loss = nll_loss(labels, log_p)
    dl_dscores = np.exp(log_p)
    dl_dscores[np.arange(len(labels)), labels] -= 1
    dl_dscores = (dl_dscores / len(labels)).reshape(scores.shape)
    from_scores = np.tensordot(dl_dscores, last, axes=((0, 1), (0, 1)))
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
    for _ in range(count):
        seen = np.array([tokens[-len(params["places"]) :]])
        p = np.exp(log_softmax(gpt_scores(params, seen, heads)[0, -1:]))[0]
        tokens.append(int(rng.choice(len(p), p=p)))
    return tokens
