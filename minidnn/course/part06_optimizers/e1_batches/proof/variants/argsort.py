import numpy as np


def standardise(x_train, x_val):
    #### BEGIN IMPLEMENTATION ####
    m = x_train.mean(0)
    s = np.sqrt(((x_train - m) ** 2).mean(0))
    s[s == 0] = 1
    #### END IMPLEMENTATION ####
    return (x_train - m) / s, (x_val - m) / s


def iterate_minibatches(x, y, batch_size, rng):
    #### BEGIN IMPLEMENTATION ####
    order = np.argsort(rng.random(len(x)))
    x, y = x[order], y[order]
    while len(x):
        yield x[:batch_size], y[:batch_size]
        x, y = x[batch_size:], y[batch_size:]
    #### END IMPLEMENTATION ####
