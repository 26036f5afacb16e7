"""A solution of exercise 6.4, one block for each blank of the page, in its order."""

import numpy as np


def add_weight_decay(params, grads, weight_decay):
    """New gradients: those of the weights with the pull of the weight decay."""
    new = {}
    #### BEGIN IMPLEMENTATION ####
    for name in grads:
        if name.startswith("w"):
            new[name] = grads[name] + weight_decay * params[name]
        else:
            new[name] = grads[name]
    #### END IMPLEMENTATION ####
    return new


def clip_gradients(grads, max_norm):
    """New gradients, together not longer than max_norm."""
    #### BEGIN IMPLEMENTATION ####
    # the length of all gradients together
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    # 1 where nothing has to change
    factor = max_norm / norm if norm > max_norm else 1.0
    new = {name: factor * g for name, g in grads.items()}
    #### END IMPLEMENTATION ####
    return new


def step_decay(learning_rate, step, every, factor):
    """The learning rate of a step, counted from 0."""
    #### BEGIN IMPLEMENTATION ####
    rate = learning_rate * factor ** (step // every)
    #### END IMPLEMENTATION ####
    return rate


def warmup_cosine(learning_rate, step, warmup, total):
    """The learning rate of a step, counted from 0 to total."""
    #### BEGIN IMPLEMENTATION ####
    if step < warmup:
        rate = learning_rate * (step + 1) / warmup
    else:
        q = (step - warmup) / (total - warmup)
        rate = learning_rate / 2 * (1 + np.cos(np.pi * q))
    #### END IMPLEMENTATION ####
    return rate
