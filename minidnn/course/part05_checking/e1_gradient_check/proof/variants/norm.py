import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        #### BEGIN IMPLEMENTATION ####
        x[index] += h
        f_plus = f(x)
        x[index] = old
        x[index] -= h
        f_minus = f(x)
        x[index] = old
        gradient[index] = 0.5 * (f_plus - f_minus) / h
        #### END IMPLEMENTATION ####
    return gradient


def length(a):
    return np.sqrt(np.sum(a * a))


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    #### BEGIN IMPLEMENTATION ####
    dl_dy = rng.standard_normal(np.shape(forward(x)))

    def loss(x):
        return np.vdot(dl_dy, forward(x))

    a, n = backward(x, dl_dy), numerical_gradient(loss, x)
    # another norm: the length of the difference
    error = length(a - n) / max(length(a), length(n), 1e-12)
    #### END IMPLEMENTATION ####
    return bool(error < tolerance), float(error)
