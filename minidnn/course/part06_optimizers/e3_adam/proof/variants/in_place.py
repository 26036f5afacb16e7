import numpy as np


def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    if not state:
        state["t"] = 0
        state["m"] = {name: np.zeros_like(p) for name, p in params.items()}
        state["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    #### BEGIN IMPLEMENTATION ####
    state["t"] += 1
    for name, g in grads.items():
        m, v = state["m"][name], state["v"][name]
        m += (1 - beta1) * (g - m)  # the same average, written as a correction
        v += (1 - beta2) * (g * g - v)
        step = m / (1 - beta1 ** state["t"])
        step /= np.sqrt(v / (1 - beta2 ** state["t"])) + eps
        params[name] -= learning_rate * step
    #### END IMPLEMENTATION ####
