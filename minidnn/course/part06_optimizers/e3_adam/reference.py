"""The right answer to exercise 6.3, adam_step."""

import numpy as np


def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    if not state:
        state["t"] = 0
        state["m"] = {name: np.zeros_like(p) for name, p in params.items()}
        state["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    state["t"] = state["t"] + 1
    t = state["t"]
    for name in params:
        g = grads[name]
        m = beta1 * state["m"][name] + (1 - beta1) * g
        v = beta2 * state["v"][name] + (1 - beta2) * g**2
        state["m"][name] = m
        state["v"][name] = v
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        params[name] = params[name] - learning_rate * m_hat / (np.sqrt(v_hat) + eps)
