"""A solution of exercise 5.1, one block for each blank of the page, in its order."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    """The slope of f for every entry of x, by central differences."""
    x = np.array(x, dtype=np.float64)  # a copy: the caller's array stays as it is
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        #### BEGIN IMPLEMENTATION ####
        # f with this one entry a little larger, and a little smaller
        x[index] = old + h
        f_plus = f(x)
        x[index] = old - h
        f_minus = f(x)
        # put the entry back
        x[index] = old
        # the slope
        gradient[index] = (f_plus - f_minus) / (2 * h)
        #### END IMPLEMENTATION ####
    return gradient


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    """True if backward fits to forward, and the relative error."""
    #### BEGIN IMPLEMENTATION ####
    # a random upstream gradient, in the shape of y
    dl_dy = rng.normal(size=forward(x).shape)

    # the invented loss
    def loss(x):
        return np.sum(dl_dy * forward(x))

    # the same gradient on two ways
    numeric = numerical_gradient(loss, x)
    analytic = backward(x, dl_dy)
    # the largest difference, compared with the size of the gradients
    size = max(np.max(np.abs(analytic)), np.max(np.abs(numeric)), 1e-12)
    error = np.max(np.abs(analytic - numeric)) / size
    #### END IMPLEMENTATION ####
    return error < tolerance, error
