import numpy as np


def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    #### BEGIN IMPLEMENTATION ####
    # one entry per parameter: (t, m, v)
    for name in params:
        t, m, v = state.get(name, (0, 0.0, 0.0))
        t, m, v = t + 1, beta1 * m + (1 - beta1) * grads[name], beta2 * v + (1 - beta2) * grads[name] ** 2
        state[name] = (t, m, v)
        root = np.sqrt(v) / np.sqrt(1 - beta2**t) + eps
        params[name] = params[name] - learning_rate / (1 - beta1**t) * m / root
    #### END IMPLEMENTATION ####
