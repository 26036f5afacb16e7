"""Stopping by hand, with a list of all losses."""

import numpy as np

from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.course import adam_step, iterate_minibatches, smooth_loss, smooth_loss_backward


def smooth_gradients(params, x, labels, smoothing):
    a1 = relu(dense(x, params["w1"], params["b1"]))
    z2 = dense(a1, params["w2"], params["b2"])
    back = smooth_loss_backward(z2, labels, smoothing)
    grads = {}
    grads["w2"], grads["b2"], back = dense_backward(a1, params["w2"], back)
    grads["w1"], grads["b1"], _ = dense_backward(x, params["w1"], relu_backward(a1, back))
    return smooth_loss(z2, labels, smoothing), grads


def train_well(params, train, watch, epochs, batch_size, learning_rate, smoothing, patience, rng):
    adam, watched, kept = {}, [], {}
    for _ in range(epochs):
        for x, labels in iterate_minibatches(*train, batch_size, rng):
            adam_step(params, smooth_gradients(params, x, labels, smoothing)[1], adam, learning_rate)
        watched.append(smooth_gradients(params, *watch, smoothing)[0])
        best = int(np.argmin(watched))
        if best == len(watched) - 1:
            kept = {name: p.copy() for name, p in params.items()}
        elif len(watched) - 1 - best >= patience:
            break
    for name, p in kept.items():
        params[name][:] = p
    return watched
