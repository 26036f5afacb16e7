"""The right answer to exercise 12.9, gpt."""

import numpy as np

from minidnn.course.part07_classes.e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)

from ..e4_layer_norm.reference import layer_norm, layer_norm_backward
from ..e6_positions.reference import embed, embed_backward
from ..e7_block.reference import block, block_backward

EPS = 1e-5


def of_block(params, i):
    return {name[2:]: p for name, p in params.items() if name.startswith(f"{i}.")}


def depth_of(params):
    return sum(name.endswith(".up") for name in params)


def gpt_scores(params, tokens, heads):
    x = embed(tokens, params["table"], params["places"])
    for i in range(depth_of(params)):
        x = block(x, of_block(params, i), heads)
    final = layer_norm(x, params["gamma"], params["beta"], EPS)
    return final @ params["table"].T


def gpt_gradients(params, tokens, targets, heads):
    xs = [embed(tokens, params["table"], params["places"])]
    for i in range(depth_of(params)):
        xs.append(block(xs[-1], of_block(params, i), heads))
    last = layer_norm(xs[-1], params["gamma"], params["beta"], EPS)
    scores = (last @ params["table"].T).reshape(-1, len(params["table"]))
    labels = targets.ravel()
    log_p = log_softmax(scores)
    dl_dscores = log_softmax_backward(scores, nll_loss_backward(labels, log_p))
    dl_dscores = dl_dscores.reshape(*tokens.shape, -1)
    grads = {}
    dl_dlast = dl_dscores @ params["table"]
    dl_dx, dgamma, dbeta = layer_norm_backward(xs[-1], params["gamma"], EPS, dl_dlast)
    for i in reversed(range(depth_of(params))):
        dl_dx, own = block_backward(xs[i], of_block(params, i), heads, dl_dx)
        grads.update({f"{i}.{name}": g for name, g in own.items()})
    looked_up, dplaces = embed_backward(tokens, params["table"], params["places"], dl_dx)
    compared = np.tensordot(dl_dscores, last, axes=((0, 1), (0, 1)))
    grads["table"] = looked_up + compared
    grads["places"], grads["gamma"], grads["beta"] = dplaces, dgamma, dbeta
    return nll_loss(labels, log_p), grads


def write_text(params, tokens, count, heads, rng):
    tokens = list(tokens)
    length = len(params["places"])
    for _ in range(count):
        seen = np.array([tokens[-length:]])
        scores = gpt_scores(params, seen, heads)[:, -1]
        p = np.exp(log_softmax(scores)[0])
        tokens.append(int(rng.choice(len(p), p=p)))
    return tokens
