"""Scores of all places; what is not asked for gets a gradient of zero."""

import numpy as np

from minidnn.course import (
    clip_gradients,
    log_softmax,
    log_softmax_backward,
    lstm_cell,
    lstm_cell_backward,
    next_probabilities,
    nll_loss,
    nll_loss_backward,
)


def read_names(params, tokens):
    """The memories after every step, and for each step (x, h, c, gates, c_new)."""
    h = np.zeros((len(tokens), len(params["out"])))
    c = np.zeros_like(h)
    hs, steps = np.zeros((*tokens.shape, h.shape[1])), []
    for t in range(tokens.shape[1]):
        x = params["table"][tokens[:, t]]
        h_new, c_new, gates = lstm_cell(x, h, c, params["w"], params["b"])
        hs[:, t] = h_new
        steps.append((x, h, c, gates, c_new))
        # what the next step begins with
        h, c = h_new, c_new
    return hs, steps


def names_gradients(params, tokens, targets, max_norm):
    """The loss, and a dictionary with the gradient of every parameter, clipped to max_norm."""
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    hs, steps = read_names(params, tokens)
    asked, dl_dhs = targets >= 0, np.zeros(hs.shape)
    # the places that are asked for, as one list
    scores = (hs @ params["out"] + params["out_b"]).reshape(-1, len(params["out_b"]))
    log_p = log_softmax(scores)
    labels, counts = targets.ravel(), asked.ravel()
    loss = -np.sum(log_p[np.arange(len(labels)), labels] * counts) / np.sum(counts)
    # backward: the scores, then out and out_b
    hard = np.eye(scores.shape[1])[labels]
    dl_dscores = (np.exp(log_p) - hard) * counts[:, None] / np.sum(counts)
    grads["out"] = hs.reshape(-1, hs.shape[2]).T @ dl_dscores
    grads["out_b"] = dl_dscores.sum(axis=0)
    dl_dhs = (dl_dscores @ params["out"].T).reshape(hs.shape)
    dh, dc = np.zeros_like(hs[:, 0]), np.zeros_like(hs[:, 0])
    for t in reversed(range(len(steps))):
        x, h, c, gates, c_new = steps[t]
        # one step back; then w, b and the table get their share
        dx, dh, dc, dw, db = lstm_cell_backward(
            x, h, c, params["w"], gates, c_new, dl_dhs[:, t] + dh, dc
        )
        grads["w"] += dw
        grads["b"] += db
        np.add.at(grads["table"], tokens[:, t], dx)
    grads = clip_gradients(grads, max_norm)
    return loss, grads


def invent(params, temperature, top_k, longest, rng):
    """A name as a list of numbers from 1, drawn sign by sign."""
    h, c = np.zeros((1, len(params["out"]))), np.zeros((1, len(params["out"])))
    sign, name = 0, []
    for _ in range(longest):
        h, c, _ = lstm_cell(params["table"][[sign]], h, c, params["w"], params["b"])
        p = next_probabilities((h @ params["out"] + params["out_b"])[0], temperature, top_k)
        sign = rng.choice(len(p), p=p)
        # the end, or one letter more
        if sign == 0:
            break
        name.append(int(sign))
    return name
