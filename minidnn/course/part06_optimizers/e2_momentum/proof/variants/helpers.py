import numpy as np


def velocity(old, push, friction):
    return friction * old + push


def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    #### BEGIN IMPLEMENTATION ####
    speeds = state.setdefault("speeds", {})
    for key in sorted(grads):
        speeds[key] = velocity(speeds.get(key, np.zeros(grads[key].shape)), grads[key], momentum)
    for key in sorted(grads):
        params[key] = params[key] - learning_rate * speeds[key]
    #### END IMPLEMENTATION ####
    return params
