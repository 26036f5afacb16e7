"""The right answer to exercise 4.2, training_loop."""

LOOP_SOURCE = """\
reset_seed(123)
model = Model()
learning_rate = 1e-2

init_loss_plot()
for epoch in range(1000):
    train_loss = train(model, X_train, Y_train, learning_rate)
    val_loss = model.evaluate(X_val, Y_val)
    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
"""
