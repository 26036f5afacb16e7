"""A solution of exercise 6.2, one block for each blank of the page, in its order."""

import numpy as np


def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    """One step for every parameter; the velocities live in state."""
    for name in params:
        if name not in state:
            state[name] = np.zeros_like(params[name])
        #### BEGIN IMPLEMENTATION ####
        # the new velocity, and the step with it
        state[name] = momentum * state[name] + grads[name]
        params[name] = params[name] - learning_rate * state[name]
        #### END IMPLEMENTATION ####
