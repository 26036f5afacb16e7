# %% tags=["exercise-4.2"]
from minidnn import Model, reset_seed
from minidnn.loss_plot import add_loss_to_plot, finish_loss_plot, init_loss_plot

reset_seed(123)
model = Model()

learning_rate = 1e-2

init_loss_plot()
history = []
for epoch in range(1000):
    #### BEGIN IMPLEMENTATION ####
    train_loss = train(model, X_train, Y_train, learning_rate)
    if epoch % 100 == 0:
        print("step", epoch, "loss", train_loss)
    # the loss by its formula, from the predictions
    p = np.clip(model.predict(X_val), 1e-7, 1 - 1e-7)
    val_loss = -np.mean(np.where(Y_val == 1, np.log(p), np.log(1 - p)))
    history.append((train_loss, val_loss))
    #### END IMPLEMENTATION ####

    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
