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
