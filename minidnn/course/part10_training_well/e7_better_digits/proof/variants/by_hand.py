"""The network by hand, the course's functions for the rest."""

import numpy as np

from minidnn.course import (
    adam_step, iterate_minibatches, restore, should_stop, smooth_loss, smooth_loss_backward
)


def smooth_gradients(params, x, labels, smoothing):
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0)
    scores = hidden @ params["w2"] + params["b2"]
    d2 = smooth_loss_backward(scores, labels, smoothing)
    d1 = d2 @ params["w2"].T * (hidden > 0)
    grads = {"w1": x.T @ d1, "b1": d1.sum(0, keepdims=True)}
    grads |= {"w2": hidden.T @ d2, "b2": d2.sum(0, keepdims=True)}
    return smooth_loss(scores, labels, smoothing), grads


def train_well(params, train, watch, epochs, batch_size, learning_rate, smoothing, patience, rng):
    adam, stopping, watched, stop = {}, {}, [], False
    while not stop and len(watched) < epochs:
        for batch in iterate_minibatches(*train, batch_size, rng):
            adam_step(params, smooth_gradients(params, *batch, smoothing)[1], adam, learning_rate)
        watched += [smooth_gradients(params, *watch, smoothing)[0]]
        stop = should_stop(stopping, watched[-1], params, patience, 0.0)
    restore(stopping, params)
    return watched
