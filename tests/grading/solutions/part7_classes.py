# %% [markdown]
# Solutions of part 7; the test of the course puts them into the pages.

# %%
import numpy as np


def dropout(x, p, rng, training=True):
    """Returns y and the mask, both of the shape of x."""
    #### BEGIN IMPLEMENTATION ####
    if training:
        mask = (rng.random(x.shape) >= p) / (1 - p)
    else:
        mask = np.ones(x.shape)
    y = x * mask
    #### END IMPLEMENTATION ####
    return y, mask


def dropout_backward(mask, dl_dy):
    """The gradient for x, with the mask that dropout returned."""
    #### BEGIN IMPLEMENTATION ####
    dl_dx = dl_dy * mask
    #### END IMPLEMENTATION ####
    return dl_dx


# %%
def log_softmax(z):
    """The logarithm of the softmax of each row."""
    #### BEGIN IMPLEMENTATION ####
    # the largest score of each row becomes 0
    shifted = z - np.max(z, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    #### END IMPLEMENTATION ####
    return log_p


def log_softmax_backward(z, dl_dy):
    """The gradient for z; dl_dy is the gradient for log_softmax(z)."""
    #### BEGIN IMPLEMENTATION ####
    p = np.exp(log_softmax(z))
    dl_dz = dl_dy - p * np.sum(dl_dy, axis=1, keepdims=True)
    #### END IMPLEMENTATION ####
    return dl_dz


def nll_loss(y_true, log_p):
    """The mean surprise about the true classes."""
    #### BEGIN IMPLEMENTATION ####
    picked = log_p[np.arange(len(y_true)), y_true]
    loss = -np.mean(picked)
    #### END IMPLEMENTATION ####
    return loss


def nll_loss_backward(y_true, log_p):
    """The gradient of the loss for log_p."""
    gradient = np.zeros(log_p.shape)
    #### BEGIN IMPLEMENTATION ####
    gradient[np.arange(len(y_true)), y_true] = -1 / len(y_true)
    #### END IMPLEMENTATION ####
    return gradient


# %%
from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.grading.part6 import adam_step, iterate_minibatches


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
