"""A solution of exercise 4.1, one block for each blank of the page, in its order."""


def train(model, x, y_true, learning_rate):
    loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3 = model.get_gradients(x, y_true)
    #### BEGIN IMPLEMENTATION ####
    model.w1 = model.w1 - learning_rate * dl_dw1
    model.b1 = model.b1 - learning_rate * dl_db1
    model.w2 = model.w2 - learning_rate * dl_dw2
    model.b2 = model.b2 - learning_rate * dl_db2
    model.w3 = model.w3 - learning_rate * dl_dw3
    model.b3 = model.b3 - learning_rate * dl_db3
    #### END IMPLEMENTATION ####
    return loss
