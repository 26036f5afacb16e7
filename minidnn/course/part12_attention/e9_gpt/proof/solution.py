"""A solution of exercise 12.9, one block for each blank of the page, in its order."""

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
    #### BEGIN IMPLEMENTATION ####
    x = embed(tokens, params["table"], params["places"])
    # through the blocks
    for i in range(depth_of(params)):
        x = block(x, of_block(params, i), heads)
    scores = layer_norm(x, params["gamma"], params["beta"], EPS) @ params["table"].T
    #### END IMPLEMENTATION ####
    return scores


def gpt_gradients(params, tokens, targets, heads):
    """The loss, and a dictionary with the gradient of every parameter."""
    grads = {}
    #### BEGIN IMPLEMENTATION ####
    # forward; what goes into each block is needed again
    xs = [embed(tokens, params["table"], params["places"])]
    for i in range(depth_of(params)):
        xs.append(block(xs[-1], of_block(params, i), heads))
    last = layer_norm(xs[-1], params["gamma"], params["beta"], EPS)
    scores = last @ params["table"].T
    # the loss of all places, as one list
    rows, labels = scores.reshape(-1, scores.shape[2]), targets.reshape(-1)
    log_p = log_softmax(rows)
    loss = nll_loss(labels, log_p)
    # backward: scores, last norm, blocks from the last to the first, embedding
    dl_dscores = log_softmax_backward(rows, nll_loss_backward(labels, log_p)).reshape(scores.shape)
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
    #### END IMPLEMENTATION ####
    return loss, grads


def write_text(params, tokens, count, heads, rng):
    """The tokens and `count` more, drawn one by one."""
    tokens = list(tokens)
    #### BEGIN IMPLEMENTATION ####
    for _ in range(count):
        seen = np.array([tokens[-len(params["places"]) :]])
        p = np.exp(log_softmax(gpt_scores(params, seen, heads)[0, -1:]))[0]
        tokens.append(int(rng.choice(len(p), p=p)))
    #### END IMPLEMENTATION ####
    return tokens
