"""Known mistakes of exercise 4.2, training_loop."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "LOOP-TRAINED-ON-VALIDATION",
        "You train on the validation set and never on the training set.",
        "Which of the two sets is the exam?",
        edit=(("train(model, X_train, Y_train", "train(model, X_val, Y_val"),),
    ),
    Fault(
        "LOOP-LEARNS-FROM-THE-EXAM",
        "The validation set is trained on as well: its loss comes from train, which moves the "
        "parameters.",
        "Measuring the validation loss must not change the model: which method only measures?",
        edit=(("model.evaluate(X_val, Y_val)", "train(model, X_val, Y_val, learning_rate)"),),
    ),
    Fault(
        "LOOP-VALIDATED-ON-TRAINING",
        "Your validation loss is measured on the training set.",
        "The second loss is about data that the network has not trained on.",
        edit=(("model.evaluate(X_val, Y_val)", "model.evaluate(X_train, Y_train)"),),
    ),
    Fault(
        "LOOP-NO-TRAINING",
        "Nothing is trained: both losses are only measured, and both curves stay flat.",
        "evaluate measures, train moves the parameters. One of the two losses has to come "
        "from train.",
        edit=(
            (
                "train(model, X_train, Y_train, learning_rate)",
                "model.evaluate(X_train, Y_train)",
            ),
        ),
    ),
    Fault(
        "LOOP-SWAPPED",
        "The two losses have changed places.",
        "Which of the two names goes with the training set?",
        edit=(
            ("train_loss = train", "val_loss = train"),
            ("val_loss = model", "train_loss = model"),
        ),
    ),
    Fault(
        "LOOP-EVALUATED-FIRST",
        "The validation loss is measured before the training step of its turn.",
        "First train, then evaluate: the order of the two comments.",
        edit=(
            (
                "    train_loss = train(",
                "    val_loss = model.evaluate(X_val, Y_val)\n    train_loss = train(",
            ),
            ("    val_loss = model.evaluate(X_val, Y_val)\n    add", "    add"),
        ),
    ),
    Fault(
        "LOOP-NEW-MODEL",
        "A new model is made in every turn, so nothing learned is kept.",
        "The model is made once, before the loop.",
        edit=(("    train_loss = train(", "    model = Model()\n    train_loss = train("),),
    ),
    Fault(
        "LOOP-TRAINED-TWICE",
        "Every turn trains twice.",
        "One turn, one call of train. Keep its result and use it again if you need it.",
        edit=(
            (
                "    train_loss = train(",
                "    train(model, X_train, Y_train, learning_rate)\n    train_loss = train(",
            ),
        ),
    ),
    Fault(
        "LOOP-TRAIN-LOSS-AFTER",
        "Your training loss is measured after the step; train returns the one before it.",
        "train already returns the loss that belongs in the plot.",
        edit=(
            (
                "train_loss = train(model, X_train, Y_train, learning_rate)",
                "train(model, X_train, Y_train, learning_rate)\n    train_loss = "
                "model.evaluate(X_train, Y_train)",
            ),
        ),
    ),
    Fault(
        "LOOP-SAME-LOSS",
        "Both curves are the same: the validation loss is a copy of the training loss.",
        "The second loss needs its own measurement, on the validation set.",
        edit=(("model.evaluate(X_val, Y_val)", "train_loss"),),
    ),
    Fault(
        "LOOP-RATE-NEGATIVE",
        "The model walks uphill: the sign of the learning rate was changed on the way.",
        "train already subtracts; hand it the learning rate as it is.",
        edit=(("Y_train, learning_rate)", "Y_train, -learning_rate)"),),
    ),
    Fault(
        "LOOP-RATE-TENFOLD",
        "The steps are ten times too long: the learning rate is 0.1 instead of 0.01.",
        "Use the variable learning_rate that stands above the loop.",
        edit=(("Y_train, learning_rate)", "Y_train, 10 * learning_rate)"),),
    ),
    Fault(
        "LOOP-RATE-TENTH",
        "The steps are ten times too short: the learning rate is 0.001 instead of 0.01.",
        "Use the variable learning_rate that stands above the loop.",
        edit=(("Y_train, learning_rate)", "Y_train, learning_rate / 10)"),),
    ),
    Fault(
        "LOOP-ACCURACY",
        "Your validation loss is an accuracy.",
        "Both numbers in the plot are losses; the model has a method that computes one.",
        edit=(("model.evaluate(X_val, Y_val)", "get_accuracy(Y_val, model.predict(X_val))"),),
    ),
    Fault(
        "LOOP-BOTH-SETS",
        "The network trains on training and validation set together.",
        "What the network has trained on cannot examine it.",
        edit=(
            (
                "train(model, X_train, Y_train, learning_rate)",
                "train(model, np.concatenate([X_train, X_val]), np.concatenate([Y_train, "
                "Y_val]), learning_rate)",
            ),
        ),
    ),
    Fault(
        "LOOP-ONE-ROW",
        "Each turn trains on a single row of the training set.",
        "Hand over the whole X_train and Y_train.",
        edit=(
            ("X_train, Y_train, learning_rate)", "X_train[:1], Y_train[:1], learning_rate)"),
        ),
    ),
)
