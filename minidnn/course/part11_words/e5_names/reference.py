"""The right answer to exercise 11.5, names."""

import numpy as np

from minidnn.course.part06_optimizers.e4_controls.reference import clip_gradients
from minidnn.course.part07_classes.e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)

from ..e3_lstm.reference import lstm_cell, lstm_cell_backward
from ..e4_sample.reference import next_probabilities


def read_names(params, tokens):
    h = np.zeros((len(tokens), len(params["out"])))
    c = np.zeros_like(h)
    hs, steps = np.zeros((*tokens.shape, h.shape[1])), []
    for t in range(tokens.shape[1]):
        x = params["table"][tokens[:, t]]
        h_new, c_new, gates = lstm_cell(x, h, c, params["w"], params["b"])
        steps.append((x, h, c, gates, c_new))
        hs[:, t] = h_new
        h = h_new
        c = c_new
    return hs, steps


def names_gradients(params, tokens, targets, max_norm):
    hs, steps = read_names(params, tokens)
    asked = targets >= 0
    scores = hs[asked] @ params["out"] + params["out_b"]
    labels = targets[asked]
    log_p = log_softmax(scores)
    loss = nll_loss(labels, log_p)
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    dl_dscores = log_softmax_backward(scores, nll_loss_backward(labels, log_p))
    grads["out"] = hs[asked].T @ dl_dscores
    grads["out_b"] = np.sum(dl_dscores, axis=0)
    dl_dhs = np.zeros(hs.shape)
    dl_dhs[asked] = dl_dscores @ params["out"].T
    dh, dc = np.zeros_like(hs[:, 0]), np.zeros_like(hs[:, 0])
    for t in reversed(range(len(steps))):
        x, h, c, gates, c_new = steps[t]
        arrived = dl_dhs[:, t] + dh
        dx, dh, dc, dw, db = lstm_cell_backward(x, h, c, params["w"], gates, c_new, arrived, dc)
        grads["w"] += dw
        grads["b"] += db
        np.add.at(grads["table"], tokens[:, t], dx)
    return loss, clip_gradients(grads, max_norm)


def invent(params, temperature, top_k, longest, rng):
    h, c = np.zeros((1, len(params["out"]))), np.zeros((1, len(params["out"])))
    sign, name = 0, []
    for _ in range(longest):
        h, c, _ = lstm_cell(params["table"][[sign]], h, c, params["w"], params["b"])
        scores = (h @ params["out"] + params["out_b"])[0]
        p = next_probabilities(scores, temperature, top_k)
        sign = int(rng.choice(len(p), p=p))
        if sign == 0:
            break
        name.append(sign)
    return name
