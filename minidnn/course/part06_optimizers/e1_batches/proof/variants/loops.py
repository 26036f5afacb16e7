import numpy as np


def standardise(x_train, x_val):
    #### BEGIN IMPLEMENTATION ####
    train, val = np.empty(x_train.shape), np.empty(x_val.shape)
    for c in range(x_train.shape[1]):
        middle, spread = np.mean(x_train[:, c]), np.std(x_train[:, c])
        if spread == 0:
            spread = 1.0
        train[:, c] = (x_train[:, c] - middle) / spread
        val[:, c] = (x_val[:, c] - middle) / spread
    #### END IMPLEMENTATION ####
    return train, val


def iterate_minibatches(x, y, batch_size, rng):
    #### BEGIN IMPLEMENTATION ####
    left = list(rng.permutation(len(x)))
    x_batch, y_batch = [], []
    while left:
        row = left.pop()
        x_batch.append(x[row])
        y_batch.append(y[row])
        if len(x_batch) == batch_size or not left:
            yield np.array(x_batch), np.array(y_batch)
            x_batch, y_batch = [], []
    #### END IMPLEMENTATION ####
