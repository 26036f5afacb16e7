# %% tags=["exercise-4.2"]
from minidnn import Model, reset_seed
from minidnn.loss_plot import add_loss_to_plot, finish_loss_plot, init_loss_plot

reset_seed(123)
model = Model()

learning_rate = 1e-2

init_loss_plot()
for epoch in range(1000):
    #### BEGIN IMPLEMENTATION ####
    # a step, then a look
    result = train(model=model, x=X_train, y_true=Y_train, learning_rate=learning_rate)
    train_loss = float(result)
    with np.errstate(all="ignore"):
        val_loss = float(model.evaluate(x=X_val, y_true=Y_val))
    #### END IMPLEMENTATION ####

    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
