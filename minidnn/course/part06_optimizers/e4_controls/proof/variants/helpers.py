import numpy as np


def is_weight(name):
    return name.startswith("w")


def global_norm(grads):
    return np.sqrt(np.sum([np.sum(np.square(g)) for g in grads.values()]))


def add_weight_decay(params, grads, weight_decay):
    #### BEGIN IMPLEMENTATION ####
    new = dict(grads)
    new.update({n: grads[n] + weight_decay * params[n] for n in filter(is_weight, grads)})
    #### END IMPLEMENTATION ####
    return new


def clip_gradients(grads, max_norm):
    #### BEGIN IMPLEMENTATION ####
    factor = max_norm / max(global_norm(grads), max_norm)
    new = {n: np.multiply(g, factor) for n, g in grads.items()}
    #### END IMPLEMENTATION ####
    return new


def step_decay(learning_rate, step, every, factor):
    #### BEGIN IMPLEMENTATION ####
    drops, _ = divmod(step, every)
    rate = learning_rate * np.power(factor, float(drops))
    #### END IMPLEMENTATION ####
    return rate


def warmup_cosine(learning_rate, step, warmup, total):
    #### BEGIN IMPLEMENTATION ####
    share = (step + 1) / warmup
    if share > 1:
        share = (1 + np.cos(np.pi * (step - warmup) / (total - warmup))) / 2
    #### END IMPLEMENTATION ####
    return share * learning_rate
