"""The right answer to exercise 6.2, sgd_momentum_step."""

import numpy as np


def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    for name in params:
        if name not in state:
            state[name] = np.zeros_like(params[name])
        velocity = momentum * state[name] + grads[name]
        state[name] = velocity
        params[name] = params[name] - learning_rate * velocity
