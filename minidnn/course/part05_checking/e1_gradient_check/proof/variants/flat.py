import numpy as np


def numerical_gradient(f, x, h=1e-5):
    #### BEGIN IMPLEMENTATION ####
    # work on the flat list of numbers, without touching x at all
    x = np.asarray(x, dtype=np.float64)
    slopes = []
    for k in range(x.size):
        bump = np.zeros(x.size)
        bump[k] = h
        bump = bump.reshape(x.shape)
        slopes.append((f(x + bump) - f(x - bump)) / h / 2)
    #### END IMPLEMENTATION ####
    return np.array(slopes).reshape(x.shape)


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    #### BEGIN IMPLEMENTATION ####
    y = forward(x)
    upstream = rng.uniform(-1, 1, size=y.shape)
    numeric = numerical_gradient(lambda q: float((upstream * forward(q)).sum()), x)
    analytic = backward(x, upstream)
    biggest = np.maximum(np.abs(analytic).max(), np.abs(numeric).max())
    error = np.abs(analytic - numeric).max() / np.maximum(biggest, 1e-12)
    #### END IMPLEMENTATION ####
    return error < tolerance, error
