import math

import numpy as np


def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    if not state:
        state["t"] = 0
        state["m"] = {name: np.zeros_like(p) for name, p in params.items()}
        state["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    #### BEGIN IMPLEMENTATION ####
    state["t"] = t = state["t"] + 1
    for name in params:
        new = params[name].copy()
        for i in np.ndindex(new.shape):
            g = grads[name][i]
            state["m"][name][i] = beta1 * state["m"][name][i] + (1 - beta1) * g
            state["v"][name][i] = beta2 * state["v"][name][i] + (1 - beta2) * g * g
            m_hat = state["m"][name][i] / (1 - math.pow(beta1, t))
            v_hat = state["v"][name][i] / (1 - math.pow(beta2, t))
            new[i] -= learning_rate * m_hat / (math.sqrt(v_hat) + eps)
        params[name] = new
    #### END IMPLEMENTATION ####
