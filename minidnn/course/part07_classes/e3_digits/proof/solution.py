"""A solution of exercise 7.3, one block for each blank of the page, in its order."""

import numpy as np
from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.course import adam_step, iterate_minibatches


def digits_gradients(params, x, y_true):
    """The loss, and a dictionary with the gradient of every parameter."""
    #### BEGIN IMPLEMENTATION ####
    # forward
    z1 = dense(x, params["w1"], params["b1"])
    a1 = relu(z1)
    z2 = dense(a1, params["w2"], params["b2"])
    log_p = log_softmax(z2)
    loss = nll_loss(y_true, log_p)
    # backward
    dl_dlog_p = nll_loss_backward(y_true, log_p)
    dl_dz2 = log_softmax_backward(z2, dl_dlog_p)
    dl_dw2, dl_db2, dl_da1 = dense_backward(a1, params["w2"], dl_dz2)
    dl_dz1 = relu_backward(z1, dl_da1)
    dl_dw1, dl_db1, dl_dx = dense_backward(x, params["w1"], dl_dz1)
    #### END IMPLEMENTATION ####
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def predict_digits(params, x):
    """One label, 0 to 9, for each row of x: shape (N,)."""
    #### BEGIN IMPLEMENTATION ####
    z2 = dense(relu(dense(x, params["w1"], params["b1"])), params["w2"], params["b2"])
    labels = np.argmax(z2, axis=1)
    #### END IMPLEMENTATION ####
    return labels


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    """Changes params; returns the loss of every step."""
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
