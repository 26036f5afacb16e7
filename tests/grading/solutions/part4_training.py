# %% [markdown]
# Solutions of part 4; the test of the course puts them into the pages.

# %%
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


# %% tags=["exercise-4.2"]
from minidnn import Model, reset_seed
from minidnn.loss_plot import add_loss_to_plot, finish_loss_plot, init_loss_plot

reset_seed(123)
model = Model()

learning_rate = 1e-2

init_loss_plot()
for epoch in range(1000):
    #### BEGIN IMPLEMENTATION ####
    # train the model one step on the training set
    train_loss = train(model, X_train, Y_train, learning_rate)
    # evaluate the model on the validation set
    val_loss = model.evaluate(X_val, Y_val)
    #### END IMPLEMENTATION ####

    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
