def train(model, x, y_true, learning_rate):
    gradients = model.get_gradients(x, y_true)
    #### BEGIN IMPLEMENTATION ####
    for name, gradient in zip(["w1", "b1", "w2", "b2", "w3", "b3"], gradients[2:]):
        setattr(model, name, getattr(model, name) - learning_rate * gradient)
    #### END IMPLEMENTATION ####
    return gradients[0]
