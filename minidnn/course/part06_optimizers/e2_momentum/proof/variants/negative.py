def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    #### BEGIN IMPLEMENTATION ####
    # the velocity points downhill here, so the step is added
    for name, p in params.items():
        v = momentum * state.get(name, 0.0) - grads[name]
        state[name] = v
        params[name] = p + learning_rate * v
    #### END IMPLEMENTATION ####
