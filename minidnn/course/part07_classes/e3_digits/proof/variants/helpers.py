import numpy as np

from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.grading.part6 import adam_step, iterate_minibatches

from minidnn.grading.part7 import log_softmax, log_softmax_backward, nll_loss, nll_loss_backward


def scores(params, x):
    z1 = dense(x, params["w1"], params["b1"])
    a1 = relu(z1)
    return z1, a1, dense(a1, params["w2"], params["b2"])


def digits_gradients(params, x, y_true):
    #### BEGIN IMPLEMENTATION ####
    z1, a1, z2 = scores(params, x)
    log_p = log_softmax(z2)
    back = log_softmax_backward(z2, nll_loss_backward(y_true, log_p))
    grads = {}
    grads["w2"], grads["b2"], back = dense_backward(a1, params["w2"], back)
    grads["w1"], grads["b1"], _ = dense_backward(x, params["w1"], relu_backward(z1, back))
    #### END IMPLEMENTATION ####
    return nll_loss(y_true, log_p), grads


def predict_digits(params, x):
    #### BEGIN IMPLEMENTATION ####
    labels = [int(np.argmax(row)) for row in scores(params, x)[2]]
    #### END IMPLEMENTATION ####
    return np.array(labels)


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    losses = []
    state = {}
    for epoch in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            #### BEGIN IMPLEMENTATION ####
            loss, grads = digits_gradients(params, x_batch, y_batch)
            # one step of Adam
            adam_step(params, grads, state, learning_rate)
            #### END IMPLEMENTATION ####
            losses.append(loss)
    return losses
