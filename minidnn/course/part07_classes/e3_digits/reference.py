"""The right answer to exercise 7.3, digits."""

import numpy as np

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part03_backpropagation.e3_relu_backward.reference import relu_backward
from minidnn.course.part03_backpropagation.e4_dense_backward.reference import dense_backward
from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches
from minidnn.course.part06_optimizers.e3_adam.reference import adam_step

from ..e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)


def digits_gradients(params, x, y_true):
    z1 = dense(x, params["w1"], params["b1"])
    a1 = relu(z1)
    z2 = dense(a1, params["w2"], params["b2"])
    log_p = log_softmax(z2)
    loss = nll_loss(y_true, log_p)
    dl_dlog_p = nll_loss_backward(y_true, log_p)
    dl_dz2 = log_softmax_backward(z2, dl_dlog_p)
    dl_dw2, dl_db2, dl_da1 = dense_backward(a1, params["w2"], dl_dz2)
    dl_dz1 = relu_backward(z1, dl_da1)
    dl_dw1, dl_db1, dl_dx = dense_backward(x, params["w1"], dl_dz1)
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def predict_digits(params, x):
    a1 = relu(dense(x, params["w1"], params["b1"]))
    z2 = dense(a1, params["w2"], params["b2"])
    return np.argmax(z2, axis=1)


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    losses, state = [], {}
    for _ in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            loss, grads = digits_gradients(params, x_batch, y_batch)
            adam_step(params, grads, state, learning_rate)
            losses.append(loss)
    return losses
