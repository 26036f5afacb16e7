"""A solution of exercise 10.7, one block for each blank of the page, in its order."""

from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.course import adam_step, iterate_minibatches


def smooth_gradients(params, x, labels, smoothing):
    """The loss with smoothed labels, and a dictionary with the gradients."""
    #### BEGIN IMPLEMENTATION ####
    z1 = dense(x, params["w1"], params["b1"])
    a1 = relu(z1)
    z2 = dense(a1, params["w2"], params["b2"])
    loss = smooth_loss(z2, labels, smoothing)
    dl_dz2 = smooth_loss_backward(z2, labels, smoothing)
    dl_dw2, dl_db2, dl_da1 = dense_backward(a1, params["w2"], dl_dz2)
    dl_dw1, dl_db1, dl_dx = dense_backward(x, params["w1"], relu_backward(z1, dl_da1))
    #### END IMPLEMENTATION ####
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def train_well(params, train, watch, epochs, batch_size, learning_rate, smoothing, patience, rng):
    """Changes params; returns the watched loss of every epoch."""
    adam, stopping, watched = {}, {}, []
    for epoch in range(epochs):
        for x, labels in iterate_minibatches(*train, batch_size, rng):
            #### BEGIN IMPLEMENTATION ####
            loss, grads = smooth_gradients(params, x, labels, smoothing)
            adam_step(params, grads, adam, learning_rate)
            #### END IMPLEMENTATION ####
        #### BEGIN IMPLEMENTATION ####
        watched.append(smooth_gradients(params, *watch, smoothing)[0])
        if should_stop(stopping, watched[-1], params, patience, 0.0):
            break
        #### END IMPLEMENTATION ####
    #### BEGIN IMPLEMENTATION ####
    restore(stopping, params)
    #### END IMPLEMENTATION ####
    return watched
