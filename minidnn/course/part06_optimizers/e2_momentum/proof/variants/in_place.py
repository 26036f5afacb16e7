import numpy as np


def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    for name in params:
        if name not in state:
            state[name] = np.zeros_like(params[name])
        #### BEGIN IMPLEMENTATION ####
        state[name] *= momentum
        state[name] += grads[name]
        params[name] -= learning_rate * state[name]
        #### END IMPLEMENTATION ####
