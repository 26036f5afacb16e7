import math

import numpy as np


def add_weight_decay(params, grads, weight_decay):
    #### BEGIN IMPLEMENTATION ####
    return {n: g + (weight_decay * params[n] if n[0] == "w" else 0.0) for n, g in grads.items()}
    #### END IMPLEMENTATION ####


def clip_gradients(grads, max_norm):
    #### BEGIN IMPLEMENTATION ####
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    return {n: g * min(1.0, max_norm / (norm + 1e-12)) for n, g in grads.items()}
    #### END IMPLEMENTATION ####


def step_decay(learning_rate, step, every, factor):
    #### BEGIN IMPLEMENTATION ####
    return learning_rate * factor ** int(step / every)
    #### END IMPLEMENTATION ####


def warmup_cosine(learning_rate, step, warmup, total):
    #### BEGIN IMPLEMENTATION ####
    q = max(0, step - warmup) / (total - warmup)
    return learning_rate * min(1, (step + 1) / warmup) * math.cos(math.pi * q / 2) ** 2
    #### END IMPLEMENTATION ####
