import numpy as np


def add_weight_decay(params, grads, weight_decay):
    #### BEGIN IMPLEMENTATION ####
    new = {name: g.copy() for name, g in grads.items()}
    for name in new:
        if not name.startswith("b"):
            new[name] += weight_decay * params[name]
    #### END IMPLEMENTATION ####
    return new


def clip_gradients(grads, max_norm):
    #### BEGIN IMPLEMENTATION ####
    squares = 0.0
    for g in grads.values():
        for number in g.ravel():
            squares += number**2
    norm = squares**0.5
    new = {}
    for name, g in grads.items():
        new[name] = g / norm * max_norm if norm > max_norm else g.copy()
    #### END IMPLEMENTATION ####
    return new


def step_decay(learning_rate, step, every, factor):
    #### BEGIN IMPLEMENTATION ####
    rate = learning_rate
    for _ in range(step // every):
        rate *= factor
    #### END IMPLEMENTATION ####
    return rate


def warmup_cosine(learning_rate, step, warmup, total):
    #### BEGIN IMPLEMENTATION ####
    if step < warmup:
        return learning_rate / warmup * (step + 1)
    left = (total - step) / (total - warmup)
    #### END IMPLEMENTATION ####
    return learning_rate * (1 - np.cos(np.pi * left)) / 2
