"""The right answer to exercise 6.4, controls."""

import numpy as np


def add_weight_decay(params, grads, weight_decay):
    new = {}
    for name in grads:
        if name.startswith("w"):
            new[name] = grads[name] + weight_decay * params[name]
        else:
            new[name] = grads[name]
    return new


def clip_gradients(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm <= max_norm:
        return grads
    return {name: g * max_norm / norm for name, g in grads.items()}


def step_decay(learning_rate, step, every, factor):
    return learning_rate * factor ** (step // every)


def warmup_cosine(learning_rate, step, warmup, total):
    if step < warmup:
        return learning_rate * (step + 1) / warmup
    progress = (step - warmup) / (total - warmup)
    return learning_rate * 0.5 * (1 + np.cos(np.pi * progress))
