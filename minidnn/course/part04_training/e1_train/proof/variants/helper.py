def downhill(parameter, gradient, rate):
    """One step."""
    return parameter + (-rate) * gradient


def train(model, x, y_true, learning_rate):
    loss, dl_dx, *g = model.get_gradients(x, y_true)
    #### BEGIN IMPLEMENTATION ####
    model.w3 = downhill(model.w3, g[4], learning_rate)
    model.b3 = downhill(model.b3, g[5], learning_rate)
    model.w2 = downhill(model.w2, g[2], learning_rate)
    model.b2 = downhill(model.b2, g[3], learning_rate)
    model.w1 = downhill(model.w1, g[0], learning_rate)
    model.b1 = downhill(model.b1, g[1], learning_rate)
    #### END IMPLEMENTATION ####
    return float(loss)
