import numpy as np


def standardise(x_train, x_val):
    #### BEGIN IMPLEMENTATION ####
    mean, std = x_train.mean(axis=0, keepdims=True), x_train.std(axis=0, keepdims=True)
    # a tiny number keeps constant columns away from 0/0
    scale = std + 1e-9
    train, val = (x_train - mean) / scale, (x_val - mean) / scale
    #### END IMPLEMENTATION ####
    return train, val


def iterate_minibatches(x, y, batch_size, rng):
    #### BEGIN IMPLEMENTATION ####
    indices = np.arange(len(y))
    rng.shuffle(indices)
    batches = []
    for rows in np.split(indices, range(batch_size, len(y), batch_size)):
        batches.append((x[rows], y[rows]))
    #### END IMPLEMENTATION ####
    return batches
