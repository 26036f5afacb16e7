"""A solution of exercise 6.3, one block for each blank of the page, in its order."""

import numpy as np


def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam for every parameter."""
    if not state:
        state["t"] = 0
        state["m"] = {name: np.zeros_like(p) for name, p in params.items()}
        state["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    #### BEGIN IMPLEMENTATION ####
    state["t"] = state["t"] + 1
    for name in params:
        # the two averages
        state["m"][name] = beta1 * state["m"][name] + (1 - beta1) * grads[name]
        state["v"][name] = beta2 * state["v"][name] + (1 - beta2) * grads[name] ** 2
        # what they would be without the zeros at the start
        m_hat = state["m"][name] / (1 - beta1 ** state["t"])
        v_hat = state["v"][name] / (1 - beta2 ** state["t"])
        params[name] = params[name] - learning_rate * m_hat / (np.sqrt(v_hat) + eps)
    #### END IMPLEMENTATION ####
