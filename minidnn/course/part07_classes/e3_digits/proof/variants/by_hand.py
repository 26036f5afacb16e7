import numpy as np

from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.grading.part6 import adam_step, iterate_minibatches


def digits_gradients(params, x, y_true):
    #### BEGIN IMPLEMENTATION ####
    # all by hand, with the short formula (p - truth) / N
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0)
    scores = hidden @ params["w2"] + params["b2"]
    scores = scores - scores.max(1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    rows = np.arange(len(x))
    loss = -np.log(p[rows, y_true]).mean()
    d2 = p.copy()
    d2[rows, y_true] -= 1
    d2 /= len(x)
    d1 = d2 @ params["w2"].T * (hidden > 0)
    grads = {"w1": x.T @ d1, "b1": d1.sum(0, keepdims=True)}
    grads |= {"w2": hidden.T @ d2, "b2": d2.sum(0, keepdims=True)}
    #### END IMPLEMENTATION ####
    return loss, grads


def predict_digits(params, x):
    #### BEGIN IMPLEMENTATION ####
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0)
    return (hidden @ params["w2"] + params["b2"]).argmax(1)
    #### END IMPLEMENTATION ####


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    losses = []
    state = {}
    for epoch in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            #### BEGIN IMPLEMENTATION ####
            loss, grads = digits_gradients(params, x_batch, y_batch)
            adam_step(params, grads, state, learning_rate=learning_rate)
            #### END IMPLEMENTATION ####
            losses.append(loss)
    return losses
